using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Images as bytes with the classes that each shows, before they become tensors.</summary>
/// <param name="Side">Width and height of each image.</param>
/// <param name="Pixels">RGB bytes, image after image, row by row.</param>
/// <param name="Present">For each image and class 1 where the class is seen, else 0.</param>
public sealed record SceneBatch(int Side, byte[] Pixels, float[] Present)
{
    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Images in the batch.</summary>
    public int Count => Present.Length / SceneClasses.Names.Count;

    /// <summary>Joins scenes of one size. Of what is known about a scene, its classes alone are kept: no box and no mask.</summary>
    /// <param name="side">Their width and height.</param>
    /// <param name="scenes">The scenes.</param>
    public static SceneBatch From(int side, IReadOnlyList<Scene> scenes)
    {
        int bytes = 3 * side * side, classes = SceneClasses.Names.Count;
        var (pixels, present) = (new byte[scenes.Count * bytes], new float[scenes.Count * classes]);
        foreach (var (i, scene) in scenes.Index())
        {
            scene.Rgb.CopyTo(pixels, i * bytes);
            foreach (var thing in scene.Objects) present[i * classes + thing.Class] = 1;
        }
        return new SceneBatch(side, pixels, present);
    }

    /// <summary>Images [B, 3, H, W], by the convention <c>scenes</c>: RGB / 255, less ImageNet's mean, over its deviation.</summary>
    public Tensor Images()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(Pixels, ScalarType.Byte).view(Count, Side, Side, 3).to(ScalarType.Float32);
        return ((bytes / 255 - tensor(s_mean)) / tensor(s_deviation)).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Which classes are seen, [B, classes].</summary>
    public Tensor Targets() => tensor(Present).view(Count, -1);
}

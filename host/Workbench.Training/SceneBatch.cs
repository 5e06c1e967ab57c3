using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Images as bytes with the classes that each shows, before conversion to tensors.</summary>
/// <param name="Side">Width and height of each image.</param>
/// <param name="Pixels">RGB bytes, image after image, row by row.</param>
/// <param name="Present">For each image and class, 1 if the class is visible, else 0.</param>
internal sealed record SceneBatch(int Side, byte[] Pixels, float[] Present)
{
    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Number of images.</summary>
    public int Count => Present.Length / SceneClasses.Names.Count;

    /// <summary>Joins scenes of one size. Only the scenes' classes are kept, not their boxes or masks.</summary>
    /// <param name="side">Width and height of the scenes.</param>
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

    /// <summary>Images [B, 3, H, W] in the convention <c>scenes</c>: (RGB / 255 − ImageNet's mean) / ImageNet's deviation.</summary>
    public Tensor Images()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(Pixels, ScalarType.Byte).view(Count, Side, Side, 3).to(ScalarType.Float32);
        return ((bytes / 255 - tensor(s_mean)) / tensor(s_deviation)).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Visible classes, [B, classes].</summary>
    public Tensor Targets() => tensor(Present).view(Count, -1);
}

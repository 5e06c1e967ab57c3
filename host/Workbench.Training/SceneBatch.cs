using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Images as bytes with what each shows, before they become tensors.</summary>
/// <param name="Side">Width and height of each image.</param>
/// <param name="Pixels">RGB bytes, image after image, row by row.</param>
/// <param name="Present">For each image and class 1 where the class is seen, else 0.</param>
/// <param name="Known">For each image and class 0 where so little is seen that neither answer is right, else 1.</param>
/// <param name="Cells">For each image and cell of the last block the class seen there, see <see cref="SceneWindow.Cells"/>.</param>
public sealed record SceneBatch(int Side, byte[] Pixels, float[] Present, float[] Known, long[] Cells)
{
    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Images in the batch.</summary>
    public int Count => Present.Length / SceneClasses.Names.Count;

    /// <summary>Images [B, 3, H, W], by the convention <c>scenes</c>: RGB / 255, less ImageNet's mean, over its deviation.</summary>
    public Tensor Images()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(Pixels, ScalarType.Byte).view(Count, Side, Side, 3).to(ScalarType.Float32);
        return ((bytes / 255 - tensor(s_mean)) / tensor(s_deviation)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Which classes are seen, [B, classes].</summary>
    public Tensor Targets() => tensor(Present).view(Count, -1);

    /// <summary>Which answers count, [B, classes].</summary>
    public Tensor Weights() => tensor(Known).view(Count, -1);
}

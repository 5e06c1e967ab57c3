using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>An image enlarged by whole factors.</summary>
/// <param name="rows">Factor of the height.</param>
/// <param name="columns">Factor of the width.</param>
/// <param name="isBilinear">Whether between the pixels' centres it is interpolated; else each pixel is repeated.</param>
internal sealed class Resize(long rows, long columns, bool isBilinear) : Operator
{
    /// <summary>Factor of the height.</summary>
    public long Rows => rows;

    /// <summary>Factor of the width.</summary>
    public long Columns => columns;

    /// <summary>Whether it interpolates; else it repeats pixels.</summary>
    public bool IsBilinear => isBilinear;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Resize;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var channels, var height, var width]
        ? [channels, height * rows, width * columns]
        : throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => Enlarge(inputs[0]);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        LinearVjp.Compute(at.ShapeOf(0, upstream), upstream, Enlarge);

    private Tensor Enlarge(Tensor x)
    {
        long[] size = [x.shape[2] * rows, x.shape[3] * columns];
        return isBilinear
            ? functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: false)
            : functional.interpolate(x, size, mode: InterpolationMode.Nearest);
    }
}

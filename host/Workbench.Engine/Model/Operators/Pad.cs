using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>Constant pixels around the image.</summary>
/// <param name="left">Columns before.</param>
/// <param name="right">Columns behind.</param>
/// <param name="top">Rows above.</param>
/// <param name="bottom">Rows below.</param>
/// <param name="value">The constant.</param>
internal sealed class Pad(long left, long right, long top, long bottom, double value) : Operator
{
    /// <summary>Columns before.</summary>
    public long Left => left;

    /// <summary>Columns behind.</summary>
    public long Right => right;

    /// <summary>Rows above.</summary>
    public long Top => top;

    /// <summary>Rows below.</summary>
    public long Bottom => bottom;

    /// <summary>The constant.</summary>
    public double Value => value;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Pad;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var channels, var height, var width]
        ? [channels, height + top + bottom, width + left + right]
        : throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        functional.pad(inputs[0], [left, right, top, bottom], TorchSharp.PaddingModes.Constant, value);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream.narrow(2, top, at.InputShapes[0][2]).narrow(3, left, at.InputShapes[0][3]);
}

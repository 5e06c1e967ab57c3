using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Some of the channels, one after the other, or some positions of another axis.</summary>
/// <param name="start">The first channel.</param>
/// <param name="count">How many.</param>
/// <param name="axis">The axis, 0 for the channels.</param>
internal sealed class Slice(long start, long count, int axis = 0) : Operator
{
    /// <summary>The first channel.</summary>
    public long Start => start;

    /// <summary>How many.</summary>
    public long Count => count;

    /// <summary>The axis, 0 for the channels.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Slice;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        axis < inputs[0].Length && start >= 0 && start + count <= inputs[0][axis]
            ? [.. inputs[0][..axis], count, .. inputs[0][(axis + 1)..]]
            : throw new ShapeException(
                $"takes {(axis == 0 ? "channels" : "positions")} {start} to {start + count - 1} of {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        inputs[0].narrow(axis + 1, start, count).contiguous();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var signal = zeros(at.ShapeOf(0, upstream), upstream.dtype, upstream.device);
        signal.narrow(axis + 1, start, count).copy_(upstream);
        return signal;
    }
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Some of the channels, one after the other.</summary>
/// <param name="start">The first channel.</param>
/// <param name="count">How many.</param>
internal sealed class Slice(long start, long count) : Operator
{
    /// <summary>The first channel.</summary>
    public long Start => start;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Slice;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => start >= 0 && start + count <= inputs[0][0]
        ? [count, .. inputs[0][1..]]
        : throw new ShapeException($"takes channels {start} to {start + count - 1} of {inputs[0][0]}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        inputs[0].narrow(1, start, count).contiguous();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var signal = zeros(at.ShapeOf(0, upstream), upstream.dtype, upstream.device);
        signal.narrow(1, start, count).copy_(upstream);
        return signal;
    }
}

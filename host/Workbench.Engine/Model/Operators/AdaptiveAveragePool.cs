using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>Adaptive average pooling to a fixed size; size 1 is the global average.</summary>
/// <param name="size">Side of the output.</param>
internal sealed class AdaptiveAveragePool(long size) : Operator
{
    private readonly long[] _size = [size, size];

    /// <summary>Side of the output.</summary>
    public long Size => size;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.AvgPool2d;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var channels, > 0, > 0]
        ? [channels, size, size]
        : throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        functional.adaptive_avg_pool2d(inputs[0], _size);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var shape = at.ShapeOf(0, upstream);
        if (shape[2] == size && shape[3] == size) return upstream.alias();
        return LinearVjp.Compute(shape, upstream, x => functional.adaptive_avg_pool2d(x, _size));
    }
}

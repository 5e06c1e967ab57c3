using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Axes of size 1 repeated to another size, as a product with a larger tensor repeats them.</summary>
/// <param name="shape">The shape without the batch.</param>
internal sealed class Expand(IReadOnlyList<long> shape) : Operator
{
    /// <summary>The shape without the batch.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Reshape;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        inputs[0].Length == shape.Count && inputs[0].Zip(shape).All(pair => pair.First == 1 || pair.First == pair.Second)
            ? [.. shape]
            : throw new ShapeException($"repeats {ShapeException.Text(inputs[0])} to {ShapeException.Text(shape)}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        inputs[0].expand([inputs[0].shape[0], .. shape]).contiguous();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        Repeated(at.InputShapes[0]) is { Length: > 0 } repeated ? upstream.sum(repeated, keepdim: true) : upstream.clone();

    // The axes, the batch included, that are repeated.
    private long[] Repeated(long[] own) =>
        [.. Enumerable.Range(1, shape.Count).Where(axis => own[axis] != shape[axis - 1]).Select(axis => (long)axis)];
}

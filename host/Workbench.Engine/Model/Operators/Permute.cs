using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The axes in another order.</summary>
/// <param name="order">For each axis of the output that of the input, 0 for the channels.</param>
internal sealed class Permute(IReadOnlyList<int> order) : Operator
{
    /// <summary>For each axis of the output that of the input, 0 for the channels.</summary>
    public IReadOnlyList<int> Order => order;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Transpose;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        inputs[0].Length == order.Count && order.Order().SequenceEqual(Enumerable.Range(0, order.Count))
        ? [.. order.Select(axis => inputs[0][axis])]
        : throw new ShapeException($"orders {order.Count} axes, not those of {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override bool KeepsPositions(IReadOnlyList<long> input, IReadOnlyList<long> output) =>
        order.TakeLast(2).SequenceEqual([order.Count - 2, order.Count - 1]);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        inputs[0].permute([0, .. order.Select(axis => axis + 1L)]).contiguous();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var back = new long[order.Count + 1];
        for (var i = 0; i < order.Count; i++) back[order[i] + 1] = i + 1;
        return upstream.permute(back).contiguous();
    }
}

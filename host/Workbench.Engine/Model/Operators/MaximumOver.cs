using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// The maximum over some axes, such as the global maximum over rows and columns. The first of several equal numbers wins.
/// </summary>
/// <param name="axes">The axes, 0 for the channels.</param>
/// <param name="keeps">Whether they stay, with the size 1.</param>
internal sealed class MaximumOver(IReadOnlyList<int> axes, bool keeps) : Operator
{
    /// <summary>The axes, 0 for the channels.</summary>
    public IReadOnlyList<int> Axes => axes;

    /// <summary>Whether they stay, with the size 1.</summary>
    public bool Keeps => keeps;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.MaxPool2d;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => axes.All(axis => axis < inputs[0].Length)
        ? keeps ? [.. inputs[0].Select((side, axis) => axes.Contains(axis) ? 1 : side)]
            : [.. inputs[0].Where((_, axis) => !axes.Contains(axis))]
        : throw new ShapeException($"takes the maximum over axes that {ShapeException.Text(inputs[0])} does not have");

    /// <inheritdoc/>
    public override bool KeepsPositions(IReadOnlyList<long> input, IReadOnlyList<long> output) =>
        output.Count > 2 && axes.All(axis => axis < input.Count - 2);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => inputs[0].amax(Reduced, keeps);

    /// <summary>The maximum, and its position.</summary>
    /// <inheritdoc/>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        var order = Order(inputs[0].dim());
        var kept = (int)inputs[0].dim() - axes.Count;
        return (Forward(inputs, parameters), inputs[0].permute(order).flatten(kept).argmax(-1, keepdim: true));
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        Scattered(upstream, at.Winners!, at.ShapeOf(0, upstream));

    private Tensor Scattered(Tensor upstream, Tensor winners, long[] shape)
    {
        var order = Order(shape.Length);
        long[] moved = [.. order.Select(axis => shape[axis])];
        var count = axes.Aggregate(1L, (product, axis) => product * shape[axis + 1]);
        var signal = zeros([.. winners.shape[..^1], count], upstream.dtype, upstream.device)
            .scatter_(-1, winners, upstream.reshape(winners.shape));
        return signal.reshape(moved).permute([.. order.Select((_, axis) => (long)Array.IndexOf(order, axis))]).contiguous();
    }

    private long[] Reduced => [.. axes.Select(axis => axis + 1L)];

    // The axes that stay, then the others.
    private long[] Order(long dimensions) =>
        [.. Enumerable.Range(0, (int)dimensions).Select(axis => (long)axis).Where(axis => !Reduced.Contains(axis)), .. Reduced.Order()];
}

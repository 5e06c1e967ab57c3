using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The same numbers in another shape.</summary>
/// <param name="shape">The shape without the batch. One side may be −1, for what is left.</param>
internal sealed class Reshape(IReadOnlyList<long> shape) : Operator
{
    /// <summary>The shape without the batch.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Reshape;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs)
    {
        var (count, known) = (ElementCount.Of(inputs[0]), ElementCount.Of(shape.Where(side => side >= 0)));
        long[] whole = [.. shape.Select(side => side >= 0 || known == 0 ? side : count / known)];
        return whole.All(side => side >= 0) && ElementCount.Of(whole) == count
            ? whole
            : throw new ShapeException($"takes {known} numbers, not {ShapeException.Text(inputs[0])}");
    }

    /// <inheritdoc/>
    public override bool KeepsPositions(IReadOnlyList<long> input, IReadOnlyList<long> output) =>
        output.Count > 2 && input.TakeLast(2).SequenceEqual(output.TakeLast(2));

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        inputs[0].reshape([inputs[0].shape[0], .. OutputShape([inputs[0].shape[1..]])]);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream.reshape(at.ShapeOf(0, upstream));
}

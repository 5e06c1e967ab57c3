using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The sum of two or more inputs of one shape: the end of a residual block.</summary>
internal sealed class Add : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Add;

    /// <inheritdoc/>
    internal override bool OwnsOutput => true;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        inputs.FirstOrDefault(shape => !shape.SequenceEqual(inputs[0])) is not { } other
            ? inputs[0]
            : throw new ShapeException($"adds inputs of two shapes, {ShapeException.Text(inputs[0])} and {ShapeException.Text(other)}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        var sum = inputs[0] + inputs[1];
        foreach (var further in inputs.Skip(2)) sum.add_(further);
        return sum;
    }

    /// <inheritdoc/>
    internal override bool CanWriteInto(int input) => input < 2;   // further inputs are added in their order

    /// <inheritdoc/>
    internal override void ForwardInto(int input, IReadOnlyList<Tensor> inputs)
    {
        inputs[input].add_(inputs[1 - input]);
        foreach (var further in inputs.Skip(2)) inputs[input].add_(further);
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) => upstream.alias();
}

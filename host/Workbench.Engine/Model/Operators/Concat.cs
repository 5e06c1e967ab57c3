using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The inputs one after the other along the channels.</summary>
internal sealed class Concat : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Concat;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        inputs.FirstOrDefault(shape => !shape.Skip(1).SequenceEqual(inputs[0].Skip(1))) is not { } other
            ? [inputs.Sum(shape => shape[0]), .. inputs[0][1..]]
            : throw new ShapeException($"joins inputs of two sizes, {ShapeException.Text(inputs[0])} and {ShapeException.Text(other)}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => cat([.. inputs], 1);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream.narrow(1, at.InputShapes.Take(input).Sum(shape => shape[1]), at.InputShapes[input][1]);
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>y = W x + b.</summary>
/// <param name="inputs">Features of the input.</param>
/// <param name="outputs">Features of the output.</param>
internal sealed class FullyConnected(long inputs, long outputs) : Operator
{
    /// <summary>Features of the input.</summary>
    public long Inputs => inputs;

    /// <summary>Features of the output.</summary>
    public long Outputs => outputs;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Linear;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> shapes) => shapes[0] is [var features] && features == inputs
        ? [outputs]
        : throw new ShapeException($"takes {inputs} features, not {ShapeException.Text(shapes[0])}");

    /// <inheritdoc/>
    public override double Products(IReadOnlyList<long[]> shapes) => (double)inputs * outputs;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        parameters.Multiply(inputs[0], parameters.Weight!, parameters.Bias, (x, w, b) =>
            BatchInvariantProduct.Matrix(x, rows => functional.linear(rows, w, b)));

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        parameters.Multiply(upstream, parameters.Weight!, null, (x, w, _) => BatchInvariantProduct.Matrix(x, rows => rows.matmul(w)));
}

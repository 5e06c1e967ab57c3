using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// The error function, which is supported only as a part of GELU. It stands in until <see cref="Fusions"/> finds the whole.
/// </summary>
internal sealed class Erf : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.GELU;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => Refuse(inputs[0]);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) => Refuse(upstream);

    private static Tensor Refuse(Tensor value) =>
        throw new NotSupportedException($"No error function of {value.shape.Length} axes is computed.");
}

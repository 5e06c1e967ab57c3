using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Dropout, which is the identity in inference.</summary>
internal sealed class Identity : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Dropout;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => inputs[0].alias();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) => upstream.alias();
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>[B,C,H,W] to [B,C·H·W].</summary>
internal sealed class Flatten : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Flatten;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => [inputs[0].Aggregate(1L, (count, side) => count * side)];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => inputs[0].flatten(1);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream.reshape(at.ShapeOf(0, upstream));
}

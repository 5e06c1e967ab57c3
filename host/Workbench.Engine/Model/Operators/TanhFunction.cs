using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Hyperbolic tangent.</summary>
internal sealed class TanhFunction : Activation
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Tanh;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Output;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => z.tanh();

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => at.square().neg_().add_(1);
}

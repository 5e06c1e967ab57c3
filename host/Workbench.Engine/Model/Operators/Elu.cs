using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>z where it is positive, else α(exp(z) − 1). The derivative at 0 is α. Clevert et al., ICLR 2016.</summary>
/// <param name="alpha">α.</param>
internal sealed class Elu(double alpha) : Activation
{
    /// <summary>α.</summary>
    public double Alpha => alpha;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.ELU;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => z.clamp_min(0).add_(z.clamp_max(0).expm1_().mul_(alpha));

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => at.clamp_max(0).exp_().mul_(alpha).masked_fill_(at > 0, 1);
}

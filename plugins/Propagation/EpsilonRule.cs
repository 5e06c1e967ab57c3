namespace Workbench.Plugins.Propagation;

/// <summary>x ⊙ wᵀ(R / (z + ε·sign z)), z the layer's output. Bach et al. 2015. With ε = 0, LRP-0: relevance at z = 0 is dropped.</summary>
/// <param name="Epsilon">ε.</param>
/// <param name="Bias"><see cref="BiasUse.Drop"/> leaves the bias out of z.</param>
public sealed record EpsilonRule(double Epsilon, BiasUse Bias) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"ε = {Epsilon}{Naming(Bias)}");

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        var z = step.PerImage((x, output) => Stable(Bias == BiasUse.Drop ? step.Forward(x, step.Weight, null) : output, Epsilon));
        return step.Vjp(upstream / z).mul_(step.Input);
    }
}

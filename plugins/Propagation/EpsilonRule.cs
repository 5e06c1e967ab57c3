namespace Workbench.Plugins.Propagation;

/// <summary>x ⊙ wᵀ(R / (z + ε·sign z)) for a layer's output z. Bach et al. 2015. ε = 0 is LRP-0, which drops relevance at z = 0.</summary>
/// <param name="Epsilon">ε of the denominator.</param>
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

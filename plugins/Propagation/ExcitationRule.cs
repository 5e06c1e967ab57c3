namespace Workbench.Plugins.Propagation;

/// <summary>
/// x ⊙ w⁺ᵀ(R / (x·w⁺ + 1e-20)), without bias: the probability that a winner of the layer's output comes from an input. Zhang et al. 2018.
/// </summary>
/// <param name="Contrastive">
/// Whether the last layer subtracts the relevance through its negated weights: evidence for the class minus evidence against it.
/// </param>
public sealed record ExcitationRule(bool Contrastive) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => Contrastive ? "excitation, contrastive" : "excitation";

    private const double Tiny = 1e-20;

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        Tensor Through(Tensor w) => step.Vjp(upstream / step.PerImage((x, _) => step.Forward(x, w, null) + Tiny), w).mul_(step.Input);
        var relevance = Through(step.PositiveWeight!);
        return Contrastive && IsLast(step) ? relevance - Through((-step.Weight!).clamp_min(0)) : relevance;
    }
}

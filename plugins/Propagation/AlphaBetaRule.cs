namespace Workbench.Plugins.Propagation;

/// <summary>
/// α times the relevance through positive contributions minus β times that through negative ones, where (x·w)⁺ = x⁺w⁺ + x⁻w⁻. Bach et al.
/// 2015. With α = 1 and β = 0 it is the z⁺ rule (Montavon et al. 2017) and the limit of the γ rule.
/// </summary>
/// <param name="Alpha">Weight α of positive contributions.</param>
/// <param name="Beta">Weight β of negative contributions.</param>
/// <param name="Bias">How biases enter the denominators.</param>
/// <param name="Split">Whether negative inputs use the weights of the opposite sign.</param>
/// <param name="Stabilizer">ε of the denominators.</param>
public sealed record AlphaBetaRule(double Alpha, double Beta, BiasUse Bias, bool Split, double Stabilizer) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Alpha == 1 && Beta == 0 ? "z⁺" : FormattableString.Invariant($"α = {Alpha}, β = {Beta}")) + Naming(Bias);

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        Tensor Part(Tensor parameter, bool positive) => positive ? parameter.clamp_min(0) : parameter.clamp_max(0);
        Tensor? BiasOf(bool positive) => Bias switch
        {
            BiasUse.Keep => step.Bias is { } bias ? Part(bias, positive) : null,
            BiasUse.Unchanged => step.Bias,
            _ => null,
        };
        Tensor WeightOf(bool positive) => positive ? step.PositiveWeight! : step.Weight!.clamp_max(0);
        Tensor Through(bool positive) =>
            Parts(step, upstream, WeightOf(positive), () => WeightOf(!positive), BiasOf(positive), Split, Stabilizer);

        var relevance = Alpha * Through(positive: true);
        return Beta == 0 ? relevance : relevance - Beta * Through(positive: false);
    }
}

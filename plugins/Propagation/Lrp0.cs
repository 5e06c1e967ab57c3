namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="Lrp0"/>.</summary>
public sealed record Lrp0Options : LrpOptions;

/// <summary>
/// LRP-0: a ⊙ wᵀ(R / (wa + b)) at every layer. With biases kept it is input times gradient divided by the logit, exactly with
/// <c>stabilizer=0</c>. Bach et al. 2015; Khakzar et al. 2020, section 4.
/// </summary>
/// <remarks>
/// Zennit's ε rule with ε = 0 gives this map. Captum starts from the logit instead of 1, which is <c>start=logit</c>. Its rule has
/// ε = 1e-9, which <c>lrp-epsilon</c> gives.
/// </remarks>
[Attribution("lrp-0", Cite = "Bach et al., PLOS ONE 2015; Khakzar et al. 2020, Table 3 (LRP-0)")]
public sealed class Lrp0(Lrp0Options options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = LrpRule.Of(new EpsilonRule(0, options.Bias), options, model),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

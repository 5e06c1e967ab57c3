namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpEpsilon"/>.</summary>
public sealed record LrpEpsilonOptions : LrpOptions
{
    /// <summary>ε of the denominators. Default: 1e-06.</summary>
    [Option("ε of the denominators", Min = 0, Order = -1)]
    public double Epsilon { get; init; } = 1e-6;
}

/// <summary>LRP-ε: a ⊙ wᵀ(R / (z + ε·sign z)) at every layer. Bach et al. 2015.</summary>
/// <remarks>
/// <para>The defaults give Zennit's map. <c>bias=drop</c> gives its map with the biases set to zero.</para>
/// <para>
/// <c>epsilon=1e-9,start=logit,stabilizer=1e-9</c> gives Captum's map. Captum has an ε of 1e-9 and starts from the logit instead of 1.
/// </para>
/// </remarks>
[Attribution("lrp-epsilon", Cite = "Bach et al., PLOS ONE 2015")]
public sealed class LrpEpsilon(LrpEpsilonOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = LrpRule.Of(new EpsilonRule(options.Epsilon, options.Bias), options, model),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

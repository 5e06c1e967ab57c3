namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpEpsilon"/>.</summary>
public sealed record LrpEpsilonOptions
{
    /// <summary>ε of the denominators. Default: 1e-06.</summary>
    [Option("ε of the denominators", Min = 0)]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>What becomes of the biases in the denominators. Default: keep.</summary>
    [Option("what becomes of the biases in the denominators; drop conserves relevance")]
    public BiasUse Bias { get; init; } = BiasUse.Keep;

    /// <summary>Rule of the first layer. Default: same.</summary>
    [Option("rule of the first layer: box is zᴮ")]
    public FirstRule First { get; init; } = FirstRule.Same;

    /// <summary>Relevance at the asked class's logit. Default: one.</summary>
    [Option("relevance at the asked class's logit")]
    public Start Start { get; init; } = Start.One;

    /// <summary>ε of the average pool and of the first layer's own rule. Default: 1e-06.</summary>
    [Option("ε of the average pool and of the first layer's own rule", Min = 0)]
    public double Stabilizer { get; init; } = 1e-6;
}

/// <summary>LRP-ε: a ⊙ wᵀ(R / (z + ε·sign z)) at every layer. Bach et al. 2015.</summary>
[Attribution("lrp-epsilon", Cite = "Bach et al., PLOS ONE 2015")]
public sealed class LrpEpsilon(LrpEpsilonOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model)
    {
        var rule = new EpsilonRule(options.Epsilon, options.Bias);
        return new PassRequest { Rule = LrpRule.Of(rule, LinearRule.Same, options.First, options.Bias, options.Start, options.Stabilizer), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

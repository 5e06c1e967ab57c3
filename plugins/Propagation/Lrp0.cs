namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="Lrp0"/>.</summary>
public sealed record Lrp0Options
{
    /// <summary>What becomes of the biases in the denominators. Default: keep.</summary>
    [Option("what becomes of the biases in the denominators; drop conserves relevance")]
    public BiasUse Bias { get; init; } = BiasUse.Keep;

    /// <summary>Rule of the first layer. Default: same.</summary>
    [Option("rule of the first layer: box is zᴮ")]
    public FirstRule First { get; init; } = FirstRule.Same;

    /// <summary>Relevance at the asked class's logit. Default: one.</summary>
    [Option("relevance at the asked class's logit")]
    public Start Start { get; init; } = Start.One;

    /// <summary>ε of the average pool and of the first layer's own rule; with 0 the map is input times gradient over the logit exactly. Default: 1e-06.</summary>
    [Option("ε of the average pool and of the first layer's own rule; with 0 the map is input times gradient over the logit exactly", Min = 0)]
    public double Stabilizer { get; init; } = 1e-6;
}

/// <summary>LRP-0: a ⊙ wᵀ(R / (wa + b)) at every layer. With biases kept it is input times gradient over the logit. Bach et al. 2015; Khakzar et al. 2020, section 4.</summary>
[Attribution("lrp-0", Cite = "Bach et al., PLOS ONE 2015; Khakzar et al. 2020, Table 3 (LRP-0)")]
public sealed class Lrp0(Lrp0Options options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model)
    {
        var rule = new EpsilonRule(0, options.Bias);
        return new PassRequest { Rule = LrpRule.Of(rule, LinearRule.Same, options.First, options.Bias, options.Start, options.Stabilizer), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

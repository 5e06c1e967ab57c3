namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpZPlus"/>.</summary>
public sealed record LrpZPlusOptions
{
    /// <summary>What becomes of the biases in the denominators. Default: keep.</summary>
    [Option("what becomes of the biases in the denominators; drop conserves relevance")]
    public BiasUse Bias { get; init; } = BiasUse.Keep;

    /// <summary>Whether negative pixels go with the weights of the other sign. Default: true.</summary>
    [Option("whether negative pixels go with the weights of the other sign (Zennit), or with the same (Captum)")]
    public bool Split { get; init; } = true;

    /// <summary>Rule of the fully connected layers. Default: same.</summary>
    [Option("rule of the fully connected layers")]
    public LinearRule Linear { get; init; } = LinearRule.Same;

    /// <summary>Rule of the first layer. Default: same.</summary>
    [Option("rule of the first layer: box is zᴮ")]
    public FirstRule First { get; init; } = FirstRule.Same;

    /// <summary>Relevance at the asked class's logit. Default: one.</summary>
    [Option("relevance at the asked class's logit")]
    public Start Start { get; init; } = Start.One;

    /// <summary>ε of the denominators. Default: 1e-06.</summary>
    [Option("ε of the denominators, that of the average pool too", Min = 0)]
    public double Stabilizer { get; init; } = 1e-6;
}

/// <summary>LRP-z⁺: a ⊙ w⁺ᵀ(R / (w⁺a + b⁺)) at every layer: LRP-α1β0, and LRP-γ with γ = ∞. Montavon et al. 2017.</summary>
[Attribution("lrp-zplus", Cite = "Montavon et al., Pattern Recognition 2017")]
public sealed class LrpZPlus(LrpZPlusOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model)
    {
        var rule = new AlphaBetaRule(1, 0, options.Bias, options.Split, options.Stabilizer);
        return new PassRequest { Rule = LrpRule.Of(rule, options.Linear, options.First, options.Bias, options.Start, options.Stabilizer), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

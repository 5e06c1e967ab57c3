namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpGamma"/>.</summary>
public sealed record LrpGammaOptions
{
    /// <summary>How much more positive weights count; .inf is the z⁺ rule. Default: 0.25.</summary>
    [Option("how much more positive weights count; .inf is the z⁺ rule (the paper's LRP with γ = ∞)", Min = 0)]
    public double Gamma { get; init; } = 0.25;

    /// <summary>What becomes of the biases in the denominators. Default: keep.</summary>
    [Option("what becomes of the biases in the denominators; drop conserves relevance")]
    public BiasUse Bias { get; init; } = BiasUse.Keep;

    /// <summary>Whether a negative logit sends its relevance through w + γw⁻; with γ = .inf it never does. Default: true.</summary>
    [Option("whether a negative logit sends its relevance through w + γw⁻ (Zennit); at γ = .inf it never does")]
    public bool Mirrored { get; init; } = true;

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

/// <summary>LRP-γ: a ⊙ (w + γw⁺)ᵀ(R / ((w + γw⁺)a + b + γb⁺)) at every layer; γ = ∞ leaves the positive weights alone. Montavon et al. 2019; Khakzar et al. 2020, eq. 8.</summary>
[Attribution("lrp-gamma", Cite = "Montavon et al. 2019; Khakzar et al. 2020, eq. 8")]
public sealed class LrpGamma(LrpGammaOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model)
    {
        RelevanceRule rule = double.IsPositiveInfinity(options.Gamma)
            ? new AlphaBetaRule(1, 0, options.Bias, options.Split, options.Stabilizer)
            : new GammaRule(options.Gamma, options.Bias, options.Mirrored, options.Split, options.Stabilizer);
        return new PassRequest { Rule = LrpRule.Of(rule, options.Linear, options.First, options.Bias, options.Start, options.Stabilizer), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

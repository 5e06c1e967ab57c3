namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpGamma"/>.</summary>
public sealed record LrpGammaOptions : SignedLrpOptions
{
    /// <summary>Additional weight γ of positive weights; .inf is the z⁺ rule. Default: 0.25.</summary>
    [Option("how much more positive weights count; .inf is the z⁺ rule (the paper's LRP with γ = ∞)", Min = 0, Order = -1)]
    public double Gamma { get; init; } = 0.25;

    /// <summary>Whether relevance of a negative logit goes through w + γw⁻; never with γ = .inf. Default: true.</summary>
    [Option("whether a negative logit sends its relevance through w + γw⁻ (Zennit); at γ = .inf it never does")]
    public bool Mirrored { get; init; } = true;
}

/// <summary>
/// LRP-γ: a ⊙ (w + γw⁺)ᵀ(R / ((w + γw⁺)a + b + γb⁺)) at every layer; γ = ∞ keeps only the positive weights. Montavon et al. 2019; Khakzar
/// et al. 2020, eq. 8.
/// </summary>
/// <remarks>
/// <para>
/// The defaults give Zennit's map. Zennit treats biases like weights, and sends negative pixels and a negative logit through the weights of
/// the other sign. <c>bias=drop</c> gives its map with the biases set to zero, and <c>linear=epsilon,first=box</c> its composite
/// EpsilonGammaBox.
/// </para>
/// <para>
/// <c>bias=unchanged,mirrored=false,split=false,start=logit,stabilizer=1e-9</c> gives Captum's map. Captum leaves biases as they are,
/// treats both signs of pixels and logits alike, has an ε of 1e-9 and starts from the logit instead of 1.
/// </para>
/// <para><c>gamma=.inf,bias=drop</c> gives Zennit's z⁺ rule with the biases set to zero.</para>
/// </remarks>
[Attribution("lrp-gamma", Cite = "Montavon et al. 2019; Khakzar et al. 2020, eq. 8")]
public sealed class LrpGamma(LrpGammaOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model)
    {
        RelevanceRule rule = double.IsPositiveInfinity(options.Gamma)
            ? new AlphaBetaRule(1, 0, options.Bias, options.Split, options.Stabilizer)
            : new GammaRule(options.Gamma, options.Bias, options.Mirrored, options.Split, options.Stabilizer);
        return new PassRequest { Rule = LrpRule.Of(rule, options, model), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

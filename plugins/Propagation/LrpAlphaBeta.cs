namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpAlphaBeta"/>.</summary>
public sealed record LrpAlphaBetaOptions : SignedLrpOptions
{
    /// <summary>Creates the default options.</summary>
    public LrpAlphaBetaOptions() { }

    /// <summary>Creates options with α = 1 and β = 0 from the options that all signed LRPs share.</summary>
    /// <param name="shared">The shared options.</param>
    public LrpAlphaBetaOptions(SignedLrpOptions shared) : base(shared) { }

    /// <summary>Weight of positive contributions. Default: 1.</summary>
    [Option("weight of positive contributions; α − β = 1 conserves relevance", Min = 0, Order = -1)]
    public double Alpha { get; init; } = 1;

    /// <summary>Weight of negative contributions. Default: 0.</summary>
    [Option("weight of negative contributions", Min = 0, Order = -1)]
    public double Beta { get; init; }
}

/// <summary>LRP-αβ: α times the positive contributions minus β times the negative ones. Bach et al. 2015.</summary>
/// <remarks>
/// <para>
/// The defaults give Zennit's map. Zennit treats biases like weights, and sends negative pixels through the weights of the other sign.
/// <c>alpha=2,beta=1,linear=epsilon</c> gives its composite EpsilonAlpha2Beta1, and with <c>first=flat</c> as well its
/// EpsilonAlpha2Beta1Flat.
/// </para>
/// <para>
/// <c>bias=unchanged,split=false,start=logit,stabilizer=1e-9</c> gives the map of Captum's α1β0 rule. Captum leaves biases as they are, the
/// negative ones too, treats both signs of pixels alike, has an ε of 1e-9 and starts from the logit instead of 1.
/// </para>
/// <para>
/// Preset A of iNNvestigate has α1β0 in the convolutions and ε = 0.1 in the fully connected layers. No option gives it, because
/// <c>linear=epsilon</c> has ε = 1e-6.
/// </para>
/// </remarks>
[Attribution("lrp-alphabeta", Cite = "Bach et al., PLOS ONE 2015")]
public sealed class LrpAlphaBeta(LrpAlphaBetaOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = LrpRule.Of(new AlphaBetaRule(options.Alpha, options.Beta, options.Bias, options.Split, options.Stabilizer), options, model),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

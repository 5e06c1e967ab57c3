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
[Attribution("lrp-alphabeta", Cite = "Bach et al., PLOS ONE 2015")]
public sealed class LrpAlphaBeta(LrpAlphaBetaOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = LrpRule.Of(new AlphaBetaRule(options.Alpha, options.Beta, options.Bias, options.Split, options.Stabilizer), options),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

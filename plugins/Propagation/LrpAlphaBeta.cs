namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpAlphaBeta"/>.</summary>
public sealed record LrpAlphaBetaOptions
{
    /// <summary>Weight of positive contributions. Default: 1.</summary>
    [Option("weight of positive contributions; α − β = 1 conserves relevance", Min = 0)]
    public double Alpha { get; init; } = 1;

    /// <summary>Weight of negative contributions. Default: 0.</summary>
    [Option("weight of negative contributions", Min = 0)]
    public double Beta { get; init; }

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

/// <summary>LRP-αβ: positive and negative contributions apart, α of the ones less β of the others. Bach et al. 2015.</summary>
[Attribution("lrp-alphabeta", Cite = "Bach et al., PLOS ONE 2015")]
public sealed class LrpAlphaBeta(LrpAlphaBetaOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model)
    {
        var rule = new AlphaBetaRule(options.Alpha, options.Beta, options.Bias, options.Split, options.Stabilizer);
        return new PassRequest { Rule = LrpRule.Of(rule, options.Linear, options.First, options.Bias, options.Start, options.Stabilizer), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

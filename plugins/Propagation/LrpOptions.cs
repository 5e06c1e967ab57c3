namespace Workbench.Plugins.Propagation;

/// <summary>Options of every LRP.</summary>
public abstract record LrpOptions
{
    /// <summary>How biases enter the denominators. Default: keep.</summary>
    [Option("what becomes of the biases in the denominators; drop conserves relevance")]
    public BiasUse Bias { get; init; } = BiasUse.Keep;

    /// <summary>Rule of the first layer. Default: same.</summary>
    [Option("rule of the first layer: box is zᴮ", Order = 2)]
    public FirstRule First { get; init; } = FirstRule.Same;

    /// <summary>Relevance at the target's logit. Default: one.</summary>
    [Option("relevance at the asked class's logit", Order = 2)]
    public Start Start { get; init; } = Start.One;

    /// <summary>ε of the average pool, and of every rule except LRP-0 and LRP-ε. Default: 1e-06.</summary>
    [Option("ε of the average pool, and of every rule but LRP-0 and LRP-ε", Min = 0, Order = 2)]
    public double Stabilizer { get; init; } = 1e-6;
}

/// <summary>Options of the LRPs that treat positive and negative weights differently.</summary>
public abstract record SignedLrpOptions : LrpOptions
{
    /// <summary>Whether negative pixels use the weights of the opposite sign. Default: true.</summary>
    [Option("whether negative pixels go with the weights of the other sign (Zennit), or with the same (Captum)", Order = 1)]
    public bool Split { get; init; } = true;

    /// <summary>Rule of the fully connected layers. Default: same.</summary>
    [Option("rule of the fully connected layers", Order = 1)]
    public LinearRule Linear { get; init; } = LinearRule.Same;
}

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

    /// <summary>Rule of residual additions. Default: epsilon.</summary>
    [Option("rule of residual additions: how the relevance of a sum is shared among its terms", Order = 2)]
    public SumRule Add { get; init; } = SumRule.Epsilon;

    /// <summary>Rule of batch normalisations that are not folded into a convolution. Default: epsilon.</summary>
    [Option("rule of batch normalisations that no convolution takes in: ε on their affine map, or pass (Zennit)", Order = 2)]
    public NormRule Norm { get; init; } = NormRule.Epsilon;

    /// <summary>Rule of products of a signal with a gate. Default: signal.</summary>
    [Option("rule of products with a gate (squeeze-and-excitation): the signal takes all, or half and half", Order = 2)]
    public ProductRule Product { get; init; } = ProductRule.Signal;

    /// <summary>ε of pools, sums and normalisations, and of every rule except LRP-0 and LRP-ε. Default: 1e-06.</summary>
    [Option("ε of pools, sums and normalisations, and of every rule but LRP-0 and LRP-ε", Min = 0, Order = 2)]
    public double Stabilizer { get; init; } = 1e-6;

    /// <summary>The rules between convolutions and fully connected layers.</summary>
    internal JoinRules Joins => new(Add, Norm, Product, Bias, Stabilizer);
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

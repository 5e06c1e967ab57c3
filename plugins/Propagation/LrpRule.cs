namespace Workbench.Plugins.Propagation;

/// <summary>The relevance that LRP starts from at the asked class's logit.</summary>
public enum Start
{
    /// <summary>1.</summary>
    One,
    /// <summary>The logit itself.</summary>
    Logit,
}

/// <summary>Which rule the fully connected layers have.</summary>
public enum LinearRule
{
    /// <summary>That of the convolutions.</summary>
    Same,
    /// <summary>The ε rule with ε = 1e-6, as composites do (Montavon et al. 2019).</summary>
    Epsilon,
}

/// <summary>
/// Layer-wise relevance propagation: a rule of its own for the convolutions, the fully connected layers and the first layer. Relevance passes ReLU and dropout as it is, goes
/// to the winner of a max-pool, and through the adaptive average pool by the ε rule. Bach et al. 2015; Montavon et al. 2019.
/// </summary>
/// <param name="Convolution">The convolutions' rule.</param>
/// <param name="Linear">The fully connected layers' rule.</param>
/// <param name="First">The first layer's rule.</param>
/// <param name="StartsAt">Relevance at the logit.</param>
/// <param name="Stabilizer">ε of the average pool.</param>
public sealed record LrpRule(RelevanceRule Convolution, RelevanceRule Linear, RelevanceRule First, Start StartsAt, double Stabilizer)
    : BackwardRule
{
    /// <summary>One rule for all layers, but for what the options set apart.</summary>
    public static LrpRule Of(RelevanceRule rule, LrpOptions options) => new(
        rule,
        options is SignedLrpOptions { Linear: LinearRule.Epsilon } ? new EpsilonRule(1e-6, options.Bias) : rule,
        options.First switch
        {
            FirstRule.Box => new BoxRule(options.Stabilizer),
            FirstRule.Flat => new FlatRule(options.Stabilizer),
            FirstRule.WSquare => new WSquareRule(options.Bias, options.Stabilizer),
            _ => rule,
        },
        options.Start,
        options.Stabilizer);

    /// <inheritdoc/>
    public override Tensor Start(Tensor logits, Tensor oneHot) => StartsAt == Propagation.Start.Logit ? logits * oneHot : oneHot;

    /// <inheritdoc/>
    public override bool AppliesTo(LayerCard layer) =>
        layer.Kind is LayerKind.Conv2d or LayerKind.Linear or LayerKind.AvgPool2d or LayerKind.ReLU;

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Layer switch
    {
        { Kind: LayerKind.ReLU } => upstream,
        { Kind: LayerKind.AvgPool2d } => new EpsilonRule(Stabilizer, BiasUse.Keep).Propagate(step, upstream),
        { Index: 0 } => First.Propagate(step, upstream),
        { Kind: LayerKind.Conv2d } => Convolution.Propagate(step, upstream),
        _ => Linear.Propagate(step, upstream),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"LRP {Convolution}{(Linear == Convolution ? "" : $", fully connected {Linear}")}{(First == Convolution ? "" : $", first layer {First}")}{(StartsAt == Propagation.Start.Logit ? ", from the logit" : "")}";
}

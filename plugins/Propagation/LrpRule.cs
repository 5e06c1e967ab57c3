namespace Workbench.Plugins.Propagation;

/// <summary>The relevance at the target's logit, where LRP starts.</summary>
public enum Start
{
    /// <summary>1.</summary>
    One,
    /// <summary>The logit itself.</summary>
    Logit,
}

/// <summary>The rule of the fully connected layers.</summary>
public enum LinearRule
{
    /// <summary>The rule of the convolutions.</summary>
    Same,
    /// <summary>The ε rule with ε = 1e-6, as in composites (Montavon et al. 2019).</summary>
    Epsilon,
}

/// <summary>
/// Layer-wise relevance propagation with one rule each for the convolutions, the fully connected layers and the first layer. Relevance
/// passes ReLU and dropout unchanged, goes to the winner of a max-pool, and passes the adaptive average pool by the ε rule. Bach et al.
/// 2015; Montavon et al. 2019.
/// </summary>
/// <param name="Convolution">The convolutions' rule.</param>
/// <param name="Linear">The fully connected layers' rule.</param>
/// <param name="First">The first layer's rule.</param>
/// <param name="StartsAt">Relevance at the logit.</param>
/// <param name="Stabilizer">ε of the average pool.</param>
public sealed record LrpRule(RelevanceRule Convolution, RelevanceRule Linear, RelevanceRule First, Start StartsAt, double Stabilizer)
    : BackwardRule
{
    /// <summary>Creates the rule that uses one rule for all layers, with the exceptions that the options name.</summary>
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
    public override bool AppliesTo(LayerInfo layer) =>
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
        $"LRP {Convolution}{(
            Linear == Convolution ? "" : $", fully connected {Linear}")}{(
            First == Convolution ? "" : $", first layer {First}")}{(
            StartsAt == Propagation.Start.Logit ? ", from the logit" : "")}";
}

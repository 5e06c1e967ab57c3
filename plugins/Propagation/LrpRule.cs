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
/// passes activations and dropout unchanged, goes to the winner of a max-pool, follows joined and reshaped values, and passes average pools
/// by the ε rule; sums, products and batch normalisations have rules of their own. Bach et al. 2015; Montavon et al. 2019.
/// </summary>
/// <param name="Convolution">The convolutions' rule.</param>
/// <param name="Linear">The fully connected layers' rule.</param>
/// <param name="First">The first layer's rule.</param>
/// <param name="StartsAt">Relevance at the logit.</param>
/// <param name="Joins">The rules of sums, products and batch normalisations, with the ε of average pools.</param>
public sealed record LrpRule(RelevanceRule Convolution, RelevanceRule Linear, RelevanceRule First, Start StartsAt, JoinRules Joins)
    : BackwardRule
{
    /// <summary>Creates the rule that uses one rule for all layers, with the exceptions that the options name.</summary>
    /// <exception cref="UnsupportedModelException">No convolution reads the image, which the option <c>first</c> needs.</exception>
    public static LrpRule Of(RelevanceRule rule, LrpOptions options, IArchitecture model)
    {
        if (options.First != FirstRule.Same) model.RequireFirstConvolution();
        return Of(rule, options);
    }

    private static LrpRule Of(RelevanceRule rule, LrpOptions options) => new(
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
        options.Joins);

    /// <inheritdoc/>
    public override Tensor Start(Tensor logits, Tensor oneHot) => StartsAt == Propagation.Start.Logit ? logits * oneHot : oneHot;

    /// <inheritdoc/>
    public override bool AppliesTo(LayerInfo layer) => layer.IsActivation() || layer.IsSquashing() || layer.Kind is LayerKind.Conv2d
        or LayerKind.Linear or LayerKind.AvgPool2d or LayerKind.BatchNorm2d or LayerKind.Add or LayerKind.Mul;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> PropagateToInputs(ILayerStep step, Tensor upstream) => step.Layer.Kind switch
    {
        LayerKind.Add => Joins.Share(step, upstream),
        LayerKind.Mul => Joins.Divide(step, upstream),
        _ => [Propagate(step, upstream)],
    };

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Layer switch
    {
        { Kind: LayerKind.AvgPool2d } => new EpsilonRule(Joins.Stabilizer, BiasUse.Keep).Propagate(step, upstream),
        { Kind: LayerKind.BatchNorm2d } => Joins.Normalise(step, upstream),
        { Kind: LayerKind.Conv2d, Inputs: [LayerInfo.ModelInput] } => First.Propagate(step, upstream),
        { Kind: LayerKind.Conv2d } => Convolution.Propagate(step, upstream),
        { Kind: LayerKind.Linear } => Linear.Propagate(step, upstream),
        _ => upstream,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"LRP {Convolution}{(
            Linear == Convolution ? "" : $", fully connected {Linear}")}{(
            First == Convolution ? "" : $", first layer {First}")}{(
            StartsAt == Propagation.Start.Logit ? ", from the logit" : "")}{Joins}";
}

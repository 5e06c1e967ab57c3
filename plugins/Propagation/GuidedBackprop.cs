namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="GuidedBackprop"/>.</summary>
public sealed record GuidedBackpropOptions : ReductionOptions;

/// <summary>
/// Guided backpropagation: the signal R becomes 1(z &gt; 0)·1(R &gt; 0)·R at each ReLU. Springenberg et al. 2015; Khakzar et al. 2020,
/// eq. 6.
/// </summary>
/// <remarks>
/// TorchRay, Captum, Zennit and pytorch-grad-cam compute the same signal at the input. TorchRay takes the largest magnitude of its three
/// channels, the default. The others return the three channels, which <c>reduce=sum</c>, <c>reduce=l2</c> or <c>reduce=signed-max</c> makes
/// one map. TorchRay also blurs the map in its pointing game, as <c>pointing-game{smooth=0.02}</c> does.
/// </remarks>
[Attribution("guided-backprop", Cite = "Springenberg et al., ICLR workshop 2015; Khakzar et al. 2020, eq. 6")]
public sealed class GuidedBackprop(GuidedBackpropOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model)
    {
        model.RequireReLUs("guided backpropagation");
        return new() { Rule = new GuidedRule(), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.Reduce(options.Reduce);
}

/// <summary>1(z &gt; 0)·1(R &gt; 0)·R at each ReLU, including those of the fully connected layers.</summary>
public sealed record GuidedRule : BackwardRule
{
    /// <inheritdoc/>
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Vjp(upstream.relu());

    /// <inheritdoc/>
    public override string ToString() => "guided";
}

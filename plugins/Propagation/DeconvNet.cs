namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="DeconvNet"/>.</summary>
public sealed record DeconvNetOptions : ReductionOptions;

/// <summary>Deconvolutional network: the signal R becomes ReLU(R) at each ReLU, for any activation. Zeiler and Fergus 2014.</summary>
/// <remarks>
/// TorchRay, Captum and Zennit compute the same signal at the input. TorchRay takes the largest magnitude of its three channels, the
/// default. The others return the three channels, which <c>reduce=sum</c>, <c>reduce=l2</c> or <c>reduce=signed-max</c> makes one map.
/// TorchRay also blurs the map in its pointing game, as <c>pointing-game{smooth=0.02}</c> does.
/// </remarks>
[Attribution("deconvnet", Cite = "Zeiler & Fergus, ECCV 2014")]
public sealed class DeconvNet(DeconvNetOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model)
    {
        model.RequireReLUs("the deconvolutional network");
        return new() { Rule = new DeconvRule(), InputGradient = true };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.Reduce(options.Reduce);
}

/// <summary>ReLU(R) at each ReLU, including those of the fully connected layers.</summary>
public sealed record DeconvRule : BackwardRule
{
    /// <inheritdoc/>
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream) => upstream.relu();

    /// <inheritdoc/>
    public override string ToString() => "deconvnet";
}

namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="Gradient"/>.</summary>
public sealed record GradientOptions : ReductionOptions;

/// <summary>The gradient of the logit at the input, ∂f/∂x. Simonyan et al. 2014; Khakzar et al. 2020, section 4.</summary>
/// <remarks>
/// TorchRay and Captum compute the same gradient. TorchRay takes the largest magnitude of its three channels, the default. Captum returns
/// the three channels, which <c>reduce=sum</c>, <c>reduce=l2</c> or <c>reduce=signed-max</c> makes one map. TorchRay also blurs the map in
/// its pointing game, as <c>pointing-game{smooth=0.02}</c> does.
/// </remarks>
[Attribution("gradient", Cite = "Simonyan et al., ICLR workshop 2014; Khakzar et al. 2020, Table 3 (GRADIENTS)")]
public sealed class Gradient(GradientOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new() { InputGradient = true };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.Reduce(options.Reduce);
}

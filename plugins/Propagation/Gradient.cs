namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="Gradient"/>.</summary>
public sealed record GradientOptions : ReductionOptions;

/// <summary>The gradient of the logit at the input, ∂f/∂x. Simonyan et al. 2014; Khakzar et al. 2020, section 4.</summary>
[Attribution("gradient", Cite = "Simonyan et al., ICLR workshop 2014; Khakzar et al. 2020, Table 3 (GRADIENTS)")]
public sealed class Gradient(GradientOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new() { InputGradient = true };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.InputGradient.Reduce(options.Reduce);
}

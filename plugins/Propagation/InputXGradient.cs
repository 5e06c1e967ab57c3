namespace Workbench.Plugins.Propagation;

/// <summary>Input times gradient: Σ_c x ⊙ ∂f/∂x, the linear approximation at the input. Shrikumar et al. 2016.</summary>
/// <remarks>
/// TorchRay's linear approximation at the input gives this map. Captum returns the three channels of the product. Their sum is this map.
/// </remarks>
[Attribution("input-x-gradient", Cite = "Shrikumar et al. 2016")]
public sealed class InputXGradient : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new() { InputGradient = true };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => (pass.Input * pass.InputGradient).sum(1, keepdim: true);
}

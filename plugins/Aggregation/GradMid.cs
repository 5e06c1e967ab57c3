namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="GradMid"/>.</summary>
public sealed record GradMidOptions : PositiveLayerOptions;

/// <summary>GradMid, the gradient only: Σ_k |∂f/∂A_k|. Khakzar et al. 2020, section 3.</summary>
/// <remarks>
/// No other implementation has this method. Its reference maps are Captum's gradients at the layer, whose magnitudes are summed.
/// <c>positive=relu</c> sums their positive parts instead.
/// </remarks>
[Attribution("gradmid", Cite = "Khakzar et al. 2020, section 3 (GRADMID)")]
public sealed class GradMid(GradMidOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Gradient);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.Gradient(options.Layer).PositiveSum(options.Positive);
}

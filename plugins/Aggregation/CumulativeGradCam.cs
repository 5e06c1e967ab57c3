namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="CumulativeGradCam"/>.</summary>
public sealed record CumulativeGradCamOptions : CumulativeOptions;

/// <summary>GradCAM_Pos of all blocks: Σ_b1..b5 up(mm(Σ_k |w_k A_k|)), at the input's size. Khakzar et al. 2020, section 3.</summary>
/// <remarks>
/// No other implementation has this method. The paper does not say whether each block's map is normalised before the sum.
/// <c>normalize=false</c> sums the maps as they are. <c>positive=relu</c> sums the positive parts of the terms instead of their magnitudes.
/// </remarks>
[Attribution("cumulative-gradcam", Cite = "Khakzar et al. 2020, section 3 (CUMULATIVE_GRADCAM)")]
public sealed class CumulativeGradCam(CumulativeGradCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.Create(Cumulative.Blocks, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) =>
        Cumulative.Sum(pass, options.Normalize, block => GradCamPos.Map(pass, block, options.Positive));
}

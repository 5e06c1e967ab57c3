namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="CumulativeGradMid"/>.</summary>
public sealed record CumulativeGradMidOptions : CumulativeOptions;

/// <summary>GradMid of all blocks: Σ_b1..b5 up(mm(Σ_k |∂f/∂A_k|)), at the input's size. Khakzar et al. 2020, section 3.</summary>
/// <remarks>
/// No other implementation has this method. The paper does not say whether each block's map is normalised before the sum.
/// <c>normalize=false</c> sums the maps as they are. <c>positive=relu</c> sums the positive parts of the terms instead of their magnitudes.
/// </remarks>
[Attribution("cumulative-gradmid", Cite = "Khakzar et al. 2020, section 3 (CUMULATIVE_GRADMID)")]
public sealed class CumulativeGradMid(CumulativeGradMidOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.Create(Cumulative.Blocks, Tap.Gradient);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) =>
        Cumulative.Sum(pass, options.Normalize, block => pass.Gradient(block).PositiveSum(options.Positive));
}

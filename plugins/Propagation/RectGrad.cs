namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="RectGrad"/>.</summary>
public sealed record RectGradOptions : RectifiedOptions;

/// <summary>
/// RectGrad: each ReLU passes the signal R where a·R exceeds its q-th percentile in the image. Kim et al. 2019; Khakzar et al. 2020, eq. 7.
/// </summary>
[Attribution("rectgrad", Cite = "Kim et al., ICCV workshop 2019; Khakzar et al. 2020, eq. 7")]
public sealed class RectGrad(RectGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = new RectGradRule(Absolute: false, options.Q, options.Quantile, options.Threshold, options.PaddingTrick, options.Pool),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) =>
        (options.Product ? pass.Input * pass.InputGradient : pass.InputGradient).Reduce(options.Reduce);
}

namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="RectGradMod"/>.</summary>
public sealed record RectGradModOptions : RectifiedOptions;

/// <summary>
/// RectGrad without the preference for positive signals: each ReLU passes the signal R where |a·R| exceeds its q-th percentile. Khakzar et
/// al. 2020, section 4.
/// </summary>
/// <remarks>
/// <c>quantile=nearest</c> gives the threshold of RectGrad's published code (1202kbs/Rectified-Gradient), which has this rule, too. It
/// takes the nearer of the two neighbouring values. The code of Khakzar et al. interpolates between them, which is the default.
/// <c>product</c>, <c>padding-trick</c> and <c>pool</c> are steps of the published code, as for <c>rectgrad</c>.
/// </remarks>
[Attribution("rectgrad-mod", Cite = "Khakzar et al. 2020, section 4 (RECTGRAD_MOD)")]
public sealed class RectGradMod(RectGradModOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = new RectGradRule(Absolute: true, options.Q, options.Quantile, options.Threshold, options.PaddingTrick, options.Pool)
            .Check(model),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) =>
        (options.Product ? pass.Input * pass.InputGradient : pass.InputGradient).Reduce(options.Reduce);
}

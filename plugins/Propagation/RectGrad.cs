namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="RectGrad"/>.</summary>
public sealed record RectGradOptions : RectifiedOptions;

/// <summary>
/// RectGrad: each ReLU passes the signal R where a·R exceeds its q-th percentile in the image. Kim et al. 2019; Khakzar et al. 2020, eq. 7.
/// </summary>
/// <remarks>
/// <para>
/// <c>quantile=nearest</c> gives the threshold of RectGrad's published code (1202kbs/Rectified-Gradient), which takes the nearer of the two
/// neighbouring values. The code of Khakzar et al. interpolates between them, which is the default.
/// </para>
/// <para>
/// The published code multiplies the gradient by the input, which is <c>product=true</c>. <c>padding-trick=true</c> is its padding trick,
/// and <c>pool=proportional</c> its proportional redistribution in max-pools. Its maps have three channels, which <c>reduce</c> makes one.
/// </para>
/// </remarks>
[Attribution("rectgrad", Cite = "Kim et al., ICCV workshop 2019; Khakzar et al. 2020, eq. 7")]
public sealed class RectGrad(RectGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new()
    {
        Rule = new RectGradRule(Absolute: false, options.Q, options.Quantile, options.Threshold, options.PaddingTrick, options.Pool)
            .Check(model),
        InputGradient = true,
    };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) =>
        (options.Product ? pass.Input * pass.InputGradient : pass.InputGradient).Reduce(options.Reduce);
}

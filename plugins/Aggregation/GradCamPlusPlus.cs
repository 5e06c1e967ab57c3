namespace Workbench.Plugins.Aggregation;

/// <summary>What multiplies g³ in α's denominator.</summary>
public enum AlphaDenominator
{
    /// <summary>(Σ_ab A_ab) g³: equation 4, pytorch-grad-cam and the authors' code.</summary>
    ActivationSum,
    /// <summary>Σ_ab (A_ab g_ab³), one number per channel: torch-cam.</summary>
    ProductSum,
}

/// <summary>Options of <see cref="GradCamPlusPlus"/>.</summary>
public sealed record GradCamPlusPlusOptions
{
    /// <summary>Layer whose activation and gradient are read. Default: b5.</summary>
    [Option("layer whose activation and gradient are read")]
    public LayerRef Layer { get; init; } = "b5";

    /// <summary>Whether each channel's α is divided by its sum over positions with g &gt; 0. Default: false.</summary>
    [Option("whether each channel's α is divided by its sum over positions with g > 0 (the authors' code)")]
    public bool Normalize { get; init; }

    /// <summary>What multiplies g³ in α's denominator. Default: activation-sum.</summary>
    [Option("what multiplies g³ in α's denominator: the channel's sum of A, or the sum of A g³ in its place (torch-cam)")]
    public AlphaDenominator Denominator { get; init; } = AlphaDenominator.ActivationSum;

    /// <summary>Added to α's denominator, unless normalised. Default: 1E-06.</summary>
    [Option("added to α's denominator, unless normalised", Min = 0)]
    public double Epsilon { get; init; } = 1e-6;
}

/// <summary>
/// GradCAM++: ReLU(Σ_k w_k A_k), w_k = Σ_ij α_kij ReLU(g_kij), α = g² / (2g² + (Σ_ab A_kab) g³ + 1e-6), 0 where g = 0, g = ∂f/∂A.
/// Chattopadhyay et al. 2018; Khakzar et al. 2020, eq. 3–4. The closed form for a logit that passes through exp: the exponential cancels.
/// </summary>
[Attribution("gradcam++", Cite = "Chattopadhyay et al., WACV 2018; Khakzar et al. 2020, eq. 3–4")]
public sealed class GradCamPlusPlus(GradCamPlusPlusOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model) => PassRequest.Of(options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, signed) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        var g = signed.relu();   // α multiplies ReLU(g), so only g > 0 counts; for g < 0 its denominator may vanish
        var g2 = g * g;
        var denominator = options.Denominator == AlphaDenominator.ProductSum
            ? (a * signed.pow(3)).sum([2, 3], keepdim: true) + 2 * g2
            : (a.sum([2, 3], keepdim: true) * g).add_(2).mul_(g2);   // 2g² + (Σ A) g³
        Tensor alpha;   // 0 where g = 0
        if (!options.Normalize) alpha = g2.div_(denominator.add_(options.Epsilon));
        else
        {
            alpha = g2 / where(denominator != 0, denominator, ones_like(denominator));   // the authors add no 1e-6, which early layers' small g would not outweigh
            var total = alpha.sum([2, 3], keepdim: true);
            alpha /= where(total != 0, total, ones_like(total));
        }
        var w = alpha.mul_(g).sum([2, 3], keepdim: true);
        return (w * a).sum(1, keepdim: true).relu();
    }
}

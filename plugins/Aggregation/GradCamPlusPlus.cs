namespace Workbench.Plugins.Aggregation;

/// <summary>The denominator of α.</summary>
public enum AlphaDenominator
{
    /// <summary>2g² + (Σ_ab A_ab) g³, equation 4.</summary>
    ActivationSum,
    /// <summary>1: α = g², as in torch-cam, whose division by 2g² + Σ_ab(A_ab g_ab³) has no effect.</summary>
    None,
}

/// <summary>Options of <see cref="GradCamPlusPlus"/>.</summary>
public sealed record GradCamPlusPlusOptions : LayerOptions
{
    /// <summary>Whether each channel's α is divided by its sum over positions with g &gt; 0. Default: false.</summary>
    [Option("whether each channel's α is divided by its sum over positions with g > 0 (the authors' code)")]
    public bool Normalize { get; init; }

    /// <summary>The denominator of α. Default: activation-sum.</summary>
    [Option("what α divides g² by: eq. 4's denominator, or nothing (torch-cam)")]
    public AlphaDenominator Denominator { get; init; } = AlphaDenominator.ActivationSum;
}

/// <summary>
/// GradCAM++: ReLU(Σ_k w_k A_k), w_k = Σ_ij α_kij ReLU(g_kij), α = g² / (2g² + (Σ_ab A_kab) g³ + 1e-6), 0 where g = 0, g = ∂f/∂A.
/// Chattopadhyay et al. 2018; Khakzar et al. 2020, eq. 3–4. This is the closed form for exp(logit), in which the exponential cancels.
/// </summary>
/// <remarks>
/// <para>
/// pytorch-grad-cam has this formula. It then normalises the map, resizes it bilinearly and normalises it again.
/// <c>gradcam++@b5 | normalize | resize | normalize</c> does the same, without its 1e-7 in the quotients.
/// </para>
/// <para>
/// <c>normalize=true</c> divides each channel's α by its sum where g is positive, as some versions do. The authors' maps have a factor
/// exp(logit) besides, which changes no order within a map.
/// </para>
/// <para><c>denominator=none</c> gives torch-cam's map, where the division has no effect and α = g².</para>
/// <para>
/// 1Konny/gradcam_plus_plus-pytorch has Σ_ab A_kab g_kab³ in the denominator and multiplies the gradient by exp(logit). No option gives
/// that map.
/// </para>
/// </remarks>
[Attribution("gradcam++", Cite = "Chattopadhyay et al., WACV 2018; Khakzar et al. 2020, eq. 3–4")]
public sealed class GradCamPlusPlus(GradCamPlusPlusOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        // α multiplies ReLU(g), so only g > 0 counts. For g < 0 the denominator may vanish.
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer).relu());
        var w = Alpha(a, g).mul_(g).sum([2, 3], keepdim: true);
        return (w * a).sum(1, keepdim: true).relu();
    }

    private Tensor Alpha(Tensor a, Tensor g)   // 0 where g = 0
    {
        var g2 = g * g;
        if (options.Denominator == AlphaDenominator.None) return g2;
        var denominator = (a.sum([2, 3], keepdim: true) * g).add_(2).mul_(g2);   // 2g² + (Σ A) g³
        if (!options.Normalize) return g2.div_(denominator.add_(1e-6));
        // The authors add no 1e-6: the small gradients of early layers would not outweigh it.
        var alpha = g2 / where(denominator != 0, denominator, ones_like(denominator));
        var total = alpha.sum([2, 3], keepdim: true);
        return alpha / where(total != 0, total, ones_like(total));
    }
}

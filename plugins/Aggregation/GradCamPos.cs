namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="GradCamPos"/>.</summary>
public sealed record GradCamPosOptions : PositiveLayerOptions;

/// <summary>
/// GradCAM with positive aggregation: Σ_k |w_k A_k|, w_k = mean_ij ∂f/∂A_kij. Khakzar et al. 2020, section 3: "an absolute function …
/// before aggregation".
/// </summary>
/// <remarks>
/// No other implementation has this method. Its reference maps are Captum's terms w_k A_k, whose magnitudes are summed.
/// <c>positive=relu</c> sums ReLU(w_k A_k) instead.
/// </remarks>
[Attribution("gradcam-pos", Cite = "Khakzar et al. 2020, section 3 (GRADCAM_POS)")]
public sealed class GradCamPos(GradCamPosOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => Map(pass, options.Layer, options.Positive);

    internal static Tensor Map(IPass pass, LayerRef layer, Positive positive)
    {
        var (a, g) = (pass.Activation(layer), pass.Gradient(layer));
        var w = g.mean([2, 3], keepdim: true);
        return (w * a).PositiveSum(positive);
    }
}

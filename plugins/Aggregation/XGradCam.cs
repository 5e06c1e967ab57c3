namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="XGradCam"/>.</summary>
public sealed record XGradCamOptions : LayerOptions;

/// <summary>
/// XGradCAM: Σ_k w_k A_k, w_k = Σ_ij g_k A_k / (Σ_ij A_k + 1e-7). Fu et al. 2020; without a ReLU, as pytorch-grad-cam aggregates.
/// </summary>
/// <remarks>
/// The default is pytorch-grad-cam's sum, which has no ReLU. <c>xgradcam@b5 | relu</c> gives torch-cam's map, which has a final ReLU. The
/// two implementations agree otherwise.
/// </remarks>
[Attribution("xgradcam", Cite = "Fu et al., BMVC 2020")]
public sealed class XGradCam(XGradCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        var w = (g * a).sum([2, 3], keepdim: true) / (a.sum([2, 3], keepdim: true) + 1e-7);
        return (w * a).sum(1, keepdim: true);
    }
}

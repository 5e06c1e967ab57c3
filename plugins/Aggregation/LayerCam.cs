namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="LayerCam"/>.</summary>
public sealed record LayerCamOptions : LayerOptions;

/// <summary>
/// LayerCAM: Σ_k ReLU(g_k) A_k, a weight for each position. Jiang et al. 2021. After a ReLU it equals Σ_k ReLU(g_k A_k),
/// pytorch-grad-cam's element-wise GradCAM.
/// </summary>
/// <remarks>
/// <para>
/// pytorch-grad-cam and torch-cam give the same map of one layer. For several layers, torch-cam takes the maximum of tanh(2·m) over the
/// min–max normalised maps m, and pytorch-grad-cam takes the mean. No option merges layers.
/// </para>
/// <para>
/// pytorch-grad-cam's element-wise GradCAM differs where A is negative, as it can be before a ReLU. No option gives that map there.
/// </para>
/// </remarks>
[Attribution("layercam", Cite = "Jiang et al., IEEE TIP 2021")]
public sealed class LayerCam(LayerCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        return (g.relu() * a).sum(1, keepdim: true);
    }
}

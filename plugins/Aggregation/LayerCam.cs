namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="LayerCam"/>.</summary>
public sealed record LayerCamOptions : LayerOptions;

/// <summary>
/// LayerCAM: Σ_k ReLU(g_k) A_k, a weight for each position. Jiang et al. 2021. After a ReLU it equals Σ_k ReLU(g_k A_k),
/// pytorch-grad-cam's element-wise GradCAM.
/// </summary>
[Attribution("layercam", Cite = "Jiang et al., IEEE TIP 2021")]
public sealed class LayerCam(LayerCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.Create(options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        return (g.relu() * a).sum(1, keepdim: true);
    }
}

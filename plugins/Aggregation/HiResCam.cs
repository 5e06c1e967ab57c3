namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="HiResCam"/>.</summary>
public sealed record HiResCamOptions : LayerOptions;

/// <summary>
/// HiResCAM: Σ_k g_k A_k, the linear approximation of the logit at the layer. Draelos and Carin 2020; Rebuffi et al. 2020.
/// </summary>
/// <remarks>
/// TorchRay's linear approximation and pytorch-grad-cam's HiResCAM give the same sum at the layer. Neither sum has a ReLU.
/// <c>hirescam@b5 | relu</c> adds one.
/// </remarks>
[Attribution("hirescam", Cite = "Draelos & Carin 2020; Rebuffi et al., CVPR 2020 (linear approximation)")]
public sealed class HiResCam(HiResCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        return (g * a).sum(1, keepdim: true);
    }
}

namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="GradCam"/>.</summary>
public sealed record GradCamOptions : LayerOptions
{
    /// <summary>Whether negative values of the sum become 0. Default: true.</summary>
    [Option("whether negative values of the sum become 0 (eq. 1)")]
    public bool Relu { get; init; } = true;
}

/// <summary>
/// GradCAM: ReLU(Σ_k w_k A_k), w_k = mean_ij ∂f/∂A_kij. Selvaraju et al. 2020; Khakzar et al. 2020, eq. 1–2.
/// </summary>
/// <remarks>
/// <para>
/// TorchRay, pytorch-grad-cam and torch-cam agree on this formula. <c>relu=false</c> gives Captum's map, which has no final ReLU.
/// </para>
/// <para>
/// pytorch-grad-cam then normalises the map, resizes it bilinearly and normalises it again.
/// <c>gradcam@b5 | normalize | resize | normalize</c> does the same, without its 1e-7 in the quotients.
/// </para>
/// <para>
/// The GradCAM in the code of FullGrad's authors (idiap/fullgrad-saliency) takes its weights from the gradient before the ReLU, and aligns
/// corners where it resizes. No option gives that map.
/// </para>
/// </remarks>
[Attribution("gradcam", Cite = "Selvaraju et al., IJCV 2020; Khakzar et al. 2020, eq. 1–2")]
public sealed class GradCam(GradCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        var w = g.mean([2, 3], keepdim: true);
        var map = (w * a).sum(1, keepdim: true);
        return options.Relu ? map.relu() : map;
    }
}

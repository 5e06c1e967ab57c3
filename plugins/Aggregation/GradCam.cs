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
[Attribution("gradcam", Cite = "Selvaraju et al., IJCV 2020; Khakzar et al. 2020, eq. 1–2")]
public sealed class GradCam(GradCamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.Create(options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        var w = g.mean([2, 3], keepdim: true);
        var map = (w * a).sum(1, keepdim: true);
        return options.Relu ? map.relu() : map;
    }
}

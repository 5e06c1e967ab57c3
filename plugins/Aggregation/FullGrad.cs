namespace Workbench.Plugins.Aggregation;

/// <summary>The range over which FullGrad's post-processing ψ takes minimum and maximum.</summary>
public enum FullGradPsi
{
    /// <summary>The whole C×H×W tensor, with + 1e-6 (the authors' code).</summary>
    Tensor,
    /// <summary>Each channel, with + 1e-7 and upsampling without aligned corners (pytorch-grad-cam).</summary>
    Channel,
}

/// <summary>The biases that FullGrad's map reads.</summary>
public enum FullGradBiases
{
    /// <summary>
    /// The biases of the convolutions and of batch normalisations that are layers of their own. The bias of a fully connected layer has no
    /// position in the image.
    /// </summary>
    Conv,
    /// <summary>No biases: the input term only.</summary>
    None,
    /// <summary>1 instead of every convolution's bias: the gradient only (simple FullGrad).</summary>
    One,
}

/// <summary>Options of <see cref="FullGrad"/>.</summary>
public sealed record FullGradOptions
{
    /// <summary>The range over which ψ takes minimum and maximum. Default: tensor.</summary>
    [Option("over what ψ takes minimum and maximum; channel also upsamples without aligned corners, as pytorch-grad-cam does")]
    public FullGradPsi Psi { get; init; } = FullGradPsi.Tensor;

    /// <summary>The biases that the map reads. Default: conv.</summary>
    [Option("which biases are read")]
    public FullGradBiases Biases { get; init; } = FullGradBiases.Conv;
}

/// <summary>
/// FullGrad: Σ_c ψ(∂f/∂x ⊙ x) + Σ_conv Σ_c up(ψ(∂f/∂z ⊙ b)), where ψ(t) = min–max(|t|) and up is bilinear with align_corners=True (False
/// with <c>psi=channel</c>). Srinivas and Fleuret 2019; Khakzar et al. 2020, eq. 5.
/// </summary>
/// <remarks>
/// <para>
/// The defaults give the map of the authors' code (idiap/fullgrad-saliency). <c>biases=one</c> gives its simple FullGrad. No option gives
/// its smooth FullGrad, which sums the terms over noisy copies of the image before ψ.
/// </para>
/// <para>
/// <c>fullgrad{psi=channel} | normalize</c> gives pytorch-grad-cam's map. That map normalises each channel on its own, with 1e-7 in the
/// quotient, is resized without aligned corners, and is normalised at the end.
/// </para>
/// </remarks>
[Attribution("fullgrad", Cite = "Srinivas & Fleuret, NeurIPS 2019; Khakzar et al. 2020, eq. 5")]
public sealed class FullGrad(FullGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) =>
        PassRequest.Create(Biased(model), Tap.Gradient) with { InputGradient = true };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        long[] size = [pass.Input.shape[2], pass.Input.shape[3]];
        var map = PsiSum(pass.InputGradient * pass.Input);
        foreach (var layer in Biased(pass.Model))
        {
            var term = PsiSum(
                options.Biases == FullGradBiases.One ? pass.Gradient(layer) : pass.Gradient(layer) * pass.Bias(layer)!.view(1, -1, 1, 1));
            // Interpolation is linear, so the sum over channels may come first.
            map += functional.interpolate(
                term,
                size,
                mode: InterpolationMode.Bilinear,
                align_corners: options.Psi == FullGradPsi.Tensor);
        }
        return map;
    }

    private IEnumerable<LayerRef> Biased(IArchitecture model) => options.Biases == FullGradBiases.None
        ? []
        : model
            .Layers.Where(layer => layer is { Kind: LayerKind.Conv2d or LayerKind.BatchNorm2d, HasBias: true })
            .Select(layer => layer.Ref);

    // Σ_c (|t| − low) / (high − low + ε). With one scale for all channels, the sum over channels comes first.
    private Tensor PsiSum(Tensor t)
    {
        var size = t.abs();
        if (options.Psi == FullGradPsi.Channel)
        {
            var (floor, top) = (size.amin([2, 3], keepdim: true), size.amax([2, 3], keepdim: true));
            return ((size - floor) / (top - floor + 1e-7)).sum(1, keepdim: true);
        }
        var (low, high) = (size.amin([1, 2, 3], keepdim: true), size.amax([1, 2, 3], keepdim: true));
        return (size.sum(1, keepdim: true) - size.shape[1] * low) / (high - low + 1e-6);
    }
}

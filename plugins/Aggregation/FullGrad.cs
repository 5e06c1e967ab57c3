namespace Workbench.Plugins.Aggregation;

/// <summary>Over what FullGrad's post-processing takes minimum and maximum.</summary>
public enum FullGradPsi
{
    /// <summary>The whole C×H×W tensor, +1e-6 (the authors' code).</summary>
    Tensor,
    /// <summary>Each channel, +1e-7, and upsampled without aligned corners (pytorch-grad-cam).</summary>
    Channel,
}

/// <summary>Which biases FullGrad's map reads.</summary>
public enum FullGradBiases
{
    /// <summary>Those of the convolutions: a fully connected bias has no place in the image.</summary>
    Conv,
    /// <summary>None: the input term alone.</summary>
    None,
    /// <summary>1 in place of every convolution's: the gradient alone (simple FullGrad).</summary>
    One,
}

/// <summary>Options of <see cref="FullGrad"/>.</summary>
public sealed record FullGradOptions
{
    /// <summary>Over what ψ takes minimum and maximum. Default: tensor.</summary>
    [Option("over what ψ takes minimum and maximum; channel also upsamples without aligned corners, as pytorch-grad-cam does")]
    public FullGradPsi Psi { get; init; } = FullGradPsi.Tensor;

    /// <summary>Which biases are read. Default: conv.</summary>
    [Option("which biases are read")]
    public FullGradBiases Biases { get; init; } = FullGradBiases.Conv;
}

/// <summary>
/// FullGrad: Σ_c ψ(∂f/∂x ⊙ x) + Σ_conv Σ_c up(ψ(∂f/∂z ⊙ b)), ψ(t) = min–max(|t|), up bilinear with align_corners=True (False under <c>psi=channel</c>).
/// Srinivas and Fleuret 2019; Khakzar et al. 2020, eq. 5.
/// </summary>
[Attribution("fullgrad", Cite = "Srinivas & Fleuret, NeurIPS 2019; Khakzar et al. 2020, eq. 5")]
public sealed class FullGrad(FullGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model) =>
        PassRequest.Of(Convolutions(model), Tap.Gradient) with { InputGradient = true };

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        long[] size = [pass.Input.shape[2], pass.Input.shape[3]];
        var map = PsiSum(pass.InputGradient * pass.Input);
        foreach (var layer in Convolutions(pass.Model))
        {
            var term = PsiSum(
                options.Biases == FullGradBiases.One ? pass.Gradient(layer) : pass.Gradient(layer) * pass.Bias(layer)!.view(1, -1, 1, 1));
            map += functional.interpolate(term, size, mode: InterpolationMode.Bilinear, align_corners: options.Psi == FullGradPsi.Tensor); // linear: the sum over channels may come first
        }
        return map;
    }

    private IEnumerable<LayerRef> Convolutions(IModelCard model) => options.Biases == FullGradBiases.None
        ? []
        : model.Layers.Where(layer => layer is { Kind: LayerKind.Conv2d, HasBias: true }).Select(layer => layer.Ref);

    // Σ_c (|t| − low) / (high − low + ε): the sum of the channels comes first where the scale is one for all of them.
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

using TorchSharp.Modules;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>A layer with parameters in training: a convolution, a batch normalisation, both in one, or a fully connected layer.</summary>
/// <param name="name">torchvision's name of the module.</param>
/// <param name="window">The windows of a convolution, else null.</param>
internal sealed class TrainedLayer(string name, Window? window) : IDisposable
{
    /// <summary>The weight, or null for a batch normalisation.</summary>
    public Parameter? Weight { get; init; }

    /// <summary>The bias, or null for none.</summary>
    public Parameter? Bias { get; init; }

    /// <summary>The batch normalisation, or null for none.</summary>
    public Normalisation? Normalisation { get; init; }

    /// <summary>The output under autograd.</summary>
    /// <param name="input">[B, C, H, W], or [B, C] for a fully connected layer.</param>
    /// <param name="training">Whether to normalise by the batch's statistics.</param>
    public Tensor Forward(Tensor input, bool training)
    {
        if (Weight is null) return Normalisation!.Apply(input, training);
        if (window is null) return functional.linear(input, Weight, Bias);
        var product = DifferentiableConvolution.Apply(input, Weight, window.Stride.Rows, window.Padding.Rows);
        if (Bias is not null) product = product + Bias.view(-1, 1, 1);
        return Normalisation?.Apply(product, training) ?? product;
    }

    /// <summary>Multiplies a layer without normalisation by a factor.</summary>
    /// <param name="factor">The factor on weight and bias.</param>
    public void Scale(double factor)
    {
        using var none = no_grad();
        Weight!.mul_(factor);
        Bias?.mul_(factor);
    }

    /// <summary>The tensors by torchvision's names, with a normalisation behind a weight folded into it.</summary>
    /// <param name="gain">Factor on weight and bias.</param>
    public IEnumerable<(string Name, Tensor Tensor)> ToTensors(double gain)
    {
        if (Weight is null)
        {
            foreach (var (part, tensor) in Normalisation!.ToTensors()) yield return ($"{name}.{part}", tensor);
            yield break;
        }
        var (weight, bias) = Normalisation is { } folded ? folded.Fold(Weight) : (Weight, (Tensor?)Bias);
        yield return ($"{name}.weight", (weight * gain).detach());
        if (bias is not null) yield return ($"{name}.bias", (bias * gain).detach());
    }

    public void Dispose()
    {
        Weight?.Dispose();
        Bias?.Dispose();
        Normalisation?.Dispose();
    }
}

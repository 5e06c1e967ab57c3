using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>Batch normalisation in training: γ (z − μ) / √(σ² + ε) + β by channel. It keeps running means of μ and σ².</summary>
internal sealed class Normalisation : IDisposable
{
    private const double Momentum = 0.1, Epsilon = 1e-5;

    private readonly Tensor _mean, _variance;

    /// <param name="channels">Number of channels. The normalisation begins with γ = 1 and β = 0.</param>
    public Normalisation(long channels) =>
        (Scale, Shift, _mean, _variance) = (new(ones(channels)), new(zeros(channels)), zeros(channels), ones(channels));

    /// <summary>γ.</summary>
    public Parameter Scale { get; }

    /// <summary>β.</summary>
    public Parameter Shift { get; }

    /// <summary>The normalised signal.</summary>
    /// <param name="signal">[B, channels, H, W].</param>
    /// <param name="training">Whether to use the batch's statistics and update the running ones.</param>
    public Tensor Apply(Tensor signal, bool training) =>
        functional.batch_norm(signal, _mean, _variance, Scale, Shift, training, Momentum, Epsilon);

    /// <summary>Weight and bias of a convolution without bias that takes the normalisation in, with the running statistics.</summary>
    /// <param name="weight">The convolution's weight, [channels, …].</param>
    public (Tensor Weight, Tensor Bias) Fold(Tensor weight)
    {
        var gain = Scale / (_variance + Epsilon).sqrt();
        return (weight * gain.view(-1, 1, 1, 1), Shift - _mean * gain);
    }

    /// <summary>Makes the running statistics those at which <see cref="Fold"/> changes no weight, and sets the bias.</summary>
    /// <param name="bias">The bias, [channels].</param>
    public void SetFolded(Tensor bias)
    {
        Shift.copy_(bias);
        _variance.fill_(1 - Epsilon);
    }

    /// <summary>The tensors by torchvision's names of them. The caller owns them.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() =>
    [
        ("weight", Scale.detach().clone()), ("bias", Shift.detach().clone()), ("running_mean", _mean.clone()),
        ("running_var", _variance.clone()),
    ];

    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[Scale, Shift, _mean, _variance]) tensor.Dispose();
    }
}

using Workbench.Scenes;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Random initial weights of narrow networks other than VGG, by torchvision's names. All widths are multiples of 16.</summary>
public sealed class InitialWeights : IDisposable
{
    private readonly Generator _rng;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    private InitialWeights(ulong seed) => _rng = new Generator(seed);

    /// <summary>The architectures by torchvision's names.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["resnet18", "squeezenet1_1"];

    /// <summary>Initial weights (He's normal initialisation) for the classes of scenes. The caller owns them.</summary>
    /// <param name="architecture">One of <see cref="Architectures"/>.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="ArgumentException">The architecture is unknown.</exception>
    public static Dictionary<string, Tensor> Draw(string architecture, ulong seed)
    {
        using var network = new InitialWeights(seed);
        switch (architecture)
        {
            case "resnet18": network.ResNet([16, 32, 48, 64]); break;
            case "squeezenet1_1": network.SqueezeNet(); break;
            default:
                var known = string.Join(" or ", Architectures);
                throw new ArgumentException($"Unknown architecture '{architecture}'; write {known}.", nameof(architecture));
        }
        return network._tensors;
    }

    private void ResNet(long[] widths)
    {
        var channels = widths[0];
        Convolution("conv1", 3, channels, 7, norm: "bn1");
        foreach (var (stage, width) in widths.Index())
            for (var i = 0; i < 2; i++, channels = width)
            {
                var name = $"layer{stage + 1}.{i}";
                Convolution($"{name}.conv1", channels, width, 3, norm: $"{name}.bn1");
                Convolution($"{name}.conv2", width, width, 3, norm: $"{name}.bn2");
                if (channels != width) Convolution($"{name}.downsample.0", channels, width, 1, norm: $"{name}.downsample.1");
            }
        Weight("fc", [SceneClasses.Names.Count, channels], channels);
        Bias("fc", SceneClasses.Names.Count);
    }

    private void SqueezeNet()
    {
        long channels = 32;
        Convolution("features.0", 3, channels, 3);
        foreach (var (at, squeezed, half) in new[]
        {
            (3, 32, 32), (4, 32, 32), (6, 32, 48), (7, 32, 48), (9, 48, 64), (10, 48, 64), (11, 64, 80), (12, 64, 80),
        })
        {
            Convolution($"features.{at}.squeeze", channels, squeezed, 1);
            Convolution($"features.{at}.expand1x1", squeezed, half, 1);
            Convolution($"features.{at}.expand3x3", squeezed, half, 3);
            channels = 2 * half;
        }
        Convolution("classifier.1", channels, SceneClasses.Names.Count, 1);
    }

    // Without a normalisation of its own, a convolution has a bias.
    private void Convolution(string name, long inputs, long outputs, long kernel, string? norm = null)
    {
        Weight(name, [outputs, inputs, kernel, kernel], inputs * kernel * kernel);
        if (norm is null)
        {
            Bias(name, outputs);
            return;
        }
        foreach (var (part, value) in new[] { ("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1) })
            _tensors[$"{norm}.{part}"] = full([outputs], value, dtype: ScalarType.Float32);
    }

    private void Weight(string name, long[] shape, long fan) =>
        _tensors[$"{name}.weight"] = randn(shape, dtype: ScalarType.Float32, generator: _rng) * Math.Sqrt(2.0 / fan);

    private void Bias(string name, long outputs) => _tensors[$"{name}.bias"] = zeros(outputs, dtype: ScalarType.Float32);

    /// <summary>Frees the generator.</summary>
    public void Dispose() => _rng.Dispose();
}

using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>A VGG-16 of full width with random weights, 20 classes, in the temporary folder.</summary>
internal static class FullWidthVgg
{
    private static readonly int[] s_features = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];
    private static readonly long[] s_channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];

    public static string Write()
    {
        var path = Path.Combine(Path.GetTempPath(), "workbench-full-width.safetensors");
        if (File.Exists(path)) return path;
        using var scope = NewDisposeScope();
        var rng = new Generator(1);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        void Layer(string name, params long[] shape)
        {
            var inputs = shape[1..].Aggregate(1L, (product, size) => product * size);
            tensors[$"{name}.weight"] = randn(shape, generator: rng) * Math.Sqrt(2.0 / inputs);
            tensors[$"{name}.bias"] = randn([shape[0]], generator: rng) * 0.05;
        }
        long below = 3;
        for (var i = 0; i < s_features.Length; i++)
        {
            Layer($"features.{s_features[i]}", s_channels[i], below, 3, 3);
            below = s_channels[i];
        }
        Layer("classifier.0", 4096, 512 * 49);
        Layer("classifier.3", 4096, 4096);
        Layer("classifier.6", 20, 4096);
        Safetensors.Write(path, tensors);
        return path;
    }
}

using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>Small random nets and inputs for them.</summary>
internal static class Nets
{
    /// <summary>Channels that are not a multiple of the vector width, where libtorch's float32 backward convolution fails.</summary>
    public static readonly int[] Narrow = [4, 8, 8, 16, 16];

    public static readonly int[] Sixteens = [16, 16, 16, 32, 32];

    public static ModelService Load(int[] widths, ScalarType dtype = ScalarType.Float64, int seed = 1, int classes = 6)
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net.safetensors"], widths, 24, classes, seed);
        return ModelService.Load(folder["net.safetensors"], "cpu", dtype);
    }

    public static ModelService Load(string name, ScalarType dtype) => name switch
    {
        "narrow" => Load(Narrow, dtype),
        "sixteens" => Load(Sixteens, dtype),
        "reference" => ModelService.Load(Repository.Reference("narrow-vgg16.safetensors"), "cpu", dtype),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    /// <summary>Normal noise in float32, so that both precisions start from the same numbers.</summary>
    public static Tensor Input(int batch, int height, int width, ulong seed = 7)
    {
        using var rng = new Generator(seed, CPU);
        return randn([batch, 3, height, width], ScalarType.Float32, CPU, generator: rng);
    }

    /// <summary>Whether shape and every element are equal.</summary>
    public static bool Same(this Tensor a, Tensor b) => a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();
}

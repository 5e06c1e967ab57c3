using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Random nets in float64 that are small enough for loops, and images for them.</summary>
internal static class SmallNet
{
    private static readonly int[][] s_widths = [[2, 3, 4, 5, 6], [3, 2, 4, 3, 5], [2, 4, 3, 6, 4]];

    /// <summary>A net of four classes; its widths differ with the seed.</summary>
    public static ModelService Load(int seed)
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], s_widths[seed % s_widths.Length], 8, 4, seed, side: 2);
        return ModelService.Load(folder["net"], "cpu", ScalarType.Float64);
    }

    /// <summary>Images with normally distributed pixels.</summary>
    public static Tensor Input(int seed, int height = 32, int width = 32, int images = 1)
    {
        using var rng = new Generator((ulong)seed, CPU);
        return randn([images, 3, height, width], ScalarType.Float64, CPU, generator: rng);
    }
}

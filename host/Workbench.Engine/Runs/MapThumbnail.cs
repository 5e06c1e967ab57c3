using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>A map made small, for a gallery: no larger than <see cref="Side"/> a side, 8 bits a value.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Min">What 0 stands for: the small map's smallest value, or a little less.</param>
/// <param name="Max">What 255 stands for: the small map's largest value, or a little more.</param>
/// <param name="Values">Row by row, evenly spaced between the two; where a map has both signs, a level stands for zero exactly.</param>
public sealed record MapThumbnail(int Width, int Height, float Min, float Max, byte[] Values)
{
    /// <summary>Its largest width and height.</summary>
    public const int Side = 32;

    /// <summary>Makes a map small: a pixel is the mean of a square block of values, as large as need be.</summary>
    /// <param name="map">[1,1,h,w], finite, on the CPU.</param>
    public static MapThumbnail Of(Tensor map)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(Single(map).contiguous().bytes);
        var (height, width) = ((int)map.shape[^2], (int)map.shape[^1]);
        var block = (Math.Max(height, width) + Side - 1) / Side;
        var (columns, rows) = ((width + block - 1) / block, (height + block - 1) / block);
        var (sums, counts) = (new double[columns * rows], new int[columns * rows]);
        for (var y = 0; y < height; y++)
            for (var column = 0; column < columns; column++)
            {
                var (at, begin, end) = (y / block * columns + column, column * block, Math.Min(width, (column + 1) * block));
                foreach (var value in values[(y * width + begin)..(y * width + end)]) sums[at] += value;
                counts[at] += end - begin;
            }
        double[] small = [.. sums.Zip(counts, (sum, count) => sum / count)];
        var (low, high) = Levels(small.Min(), small.Max());
        var scale = high > low ? 255 / (high - low) : 0;
        return new MapThumbnail(columns, rows, (float)low, (float)high, [.. small.Select(value => (byte)Math.Round(Math.Clamp((value - low) * scale, 0, 255)))]);
    }

    // What is beyond float32 is as far as it goes, with room for the levels.
    private static Tensor Single(Tensor map) => (map.dtype == ScalarType.Float64 ? map.clamp(-float.MaxValue / 2, float.MaxValue / 2) : map).to(ScalarType.Float32);

    // A sparse map of both signs is zero nearly everywhere, and must look so.
    private static (double Low, double High) Levels(double min, double max)
    {
        if (min >= 0 || max <= 0) return (min, max <= 0 && min < 0 ? 0 : max);
        var below = Math.Clamp(Math.Round(-255 * min / (max - min)), 1, 254);
        var step = Math.Max(-min / below, max / (255 - below));
        return (-below * step, (255 - below) * step);
    }
}

/// <summary>What a gallery shows of an image beside its pixels: the model's answer, and small maps.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Logits">The model's logits, by class.</param>
/// <param name="Maps">Maps of the trained model, by canonical name of the method and class.</param>
public sealed record SampleGlance(string Sample, IReadOnlyList<double> Logits, IReadOnlyDictionary<(string Method, int Class), MapThumbnail> Maps)
{
    /// <summary>The points of the whole maps that metrics judged, by canonical names; of a metric that judges none, nothing.</summary>
    public IReadOnlyDictionary<(string Metric, string Method), IReadOnlyList<JudgedPoint>> Points { get; init; } = new Dictionary<(string, string), IReadOnlyList<JudgedPoint>>();
}

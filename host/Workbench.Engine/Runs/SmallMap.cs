using System.Runtime.InteropServices;
using Workbench.Results;
using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>Makes thumbnails of maps for galleries.</summary>
internal static class SmallMap
{
    /// <summary>Shrinks a map. Each pixel is the mean of a square block, of the smallest size that fits a thumbnail.</summary>
    /// <param name="map">[1,1,h,w], finite, on the CPU.</param>
    public static MapThumbnail From(Tensor map)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(Single(map).contiguous().bytes);
        var (height, width) = ((int)map.shape[^2], (int)map.shape[^1]);
        var block = (Math.Max(height, width) + MapThumbnail.Side - 1) / MapThumbnail.Side;
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
        return new MapThumbnail(
            columns,
            rows,
            (float)low,
            (float)high,
            [.. small.Select(value => (byte)Math.Round(Math.Clamp((value - low) * scale, 0, 255)))]);
    }

    // Values beyond float32 are clamped to half its range, to leave room for the difference of two levels.
    private static Tensor Single(Tensor map) =>
        (map.dtype == ScalarType.Float64 ? map.clamp(-float.MaxValue / 2, float.MaxValue / 2) : map).to(ScalarType.Float32);

    // Zero lies exactly on a level, so that a sparse map of both signs is drawn as zero nearly everywhere.
    private static (double Low, double High) Levels(double min, double max)
    {
        if (min >= 0 || max <= 0) return (min, max <= 0 && min < 0 ? 0 : max);
        var below = Math.Clamp(Math.Round(-255 * min / (max - min)), 1, 254);
        var step = Math.Max(-min / below, max / (255 - below));
        return (-below * step, (255 - below) * step);
    }
}

using static TorchSharp.torch;

namespace Workbench.Engine.Runs;

/// <summary>A map made small, for a gallery: no larger than <see cref="Side"/> a side, 8 bits a value.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Min">Smallest value of the map itself.</param>
/// <param name="Max">Largest value of the map itself.</param>
/// <param name="Values">Row by row; 0 stands for <paramref name="Min"/>, 255 for <paramref name="Max"/>.</param>
public sealed record MapThumbnail(int Width, int Height, float Min, float Max, byte[] Values)
{
    /// <summary>Its largest width and height.</summary>
    public const int Side = 32;

    /// <summary>Makes a map small: a pixel is the mean of a square block of values, as large as need be.</summary>
    /// <param name="map">[1,1,h,w], finite, on the CPU.</param>
    public static MapThumbnail Of(Tensor map)
    {
        using var plain = map.to(ScalarType.Float32).contiguous();
        var values = plain.data<float>().ToArray();
        var (height, width) = ((int)map.shape[^2], (int)map.shape[^1]);
        var block = (Math.Max(height, width) + Side - 1) / Side;
        var (columns, rows) = ((width + block - 1) / block, (height + block - 1) / block);
        var (sums, counts) = (new double[columns * rows], new int[columns * rows]);
        for (var i = 0; i < values.Length; i++)
        {
            var at = i / width / block * columns + i % width / block;
            sums[at] += values[i];
            counts[at]++;
        }
        var (min, max) = (values.Min(), values.Max());
        var scale = max > min ? 255 / ((double)max - min) : 0;
        return new MapThumbnail(columns, rows, min, max, [.. sums.Zip(counts, (sum, count) => (byte)Math.Round(Math.Clamp((sum / count - min) * scale, 0, 255)))]);
    }
}

/// <summary>What a gallery shows of an image beside its pixels: the model's answer, and small maps.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Logits">The model's logits, by class.</param>
/// <param name="Maps">Maps of the trained model, by canonical name of the method and class.</param>
public sealed record SampleGlance(string Sample, IReadOnlyList<double> Logits, IReadOnlyDictionary<(string Method, int Class), MapThumbnail> Maps);

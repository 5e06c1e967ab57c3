using System.Numerics;

namespace Workbench.Data;

/// <summary>
/// The resampling methods of the literature: bilinear with and without antialiasing, and bicubic with it. When an image shrinks they differ
/// by up to tens of grey levels.
/// </summary>
internal static class Resampling
{
    private const int FractionBits = 22;

    /// <summary>
    /// Antialiased, as in PIL (and in torchvision on PIL images): a filter as wide as the reduction, horizontal pass first, in fixed point,
    /// rounded to 8 bits after each of the two passes. Equal to PIL to the last bit.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="width">Pixels of the result.</param>
    /// <param name="height">Pixels of the result.</param>
    /// <param name="bicubic">Whether the filter is PIL's bicubic one; else it is a triangle (bilinear).</param>
    public static Image Antialiased(Image image, int width, int height, bool bicubic = false)
    {
        var (rgb, rows) = (image.Rgb, image.Height);
        if (width != image.Width) rgb = ResizeRows(rgb, image.Width, rows, new Filter(image.Width, width, bicubic));
        if (height != rows) rgb = ResizeColumns(rgb, 3 * width, new Filter(rows, height, bicubic));
        return new Image(width, height, rgb);
    }

    /// <summary>
    /// Without antialiasing, as <c>torch.nn.functional.interpolate(mode="bilinear", align_corners=False)</c>: the four nearest pixels, in
    /// float32.
    /// </summary>
    /// <returns>Three planes [3, height, width] of values 0…255.</returns>
    public static float[] FourNearest(Image image, int width, int height)
    {
        var chw = new float[3 * width * height];
        var (columns, lines) = (Neighbours(image.Width, width), Neighbours(image.Height, height));
        var plane = width * height;
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, fy) = lines[y];
            var upper = image.Rgb.AsSpan(3 * top * image.Width, 3 * image.Width);
            var lower = image.Rgb.AsSpan(3 * bottom * image.Width, 3 * image.Width);
            for (var x = 0; x < width; x++)
            {
                var (left, right, fx) = columns[x];
                var at = y * width + x;
                for (int channel = 0, l = 3 * left, r = 3 * right; channel < 3; channel++, l++, r++, at += plane)
                    chw[at] = (1 - fy) * ((1 - fx) * upper[l] + fx * upper[r]) + fy * ((1 - fx) * lower[l] + fx * lower[r]);
            }
        }
        return chw;
    }

    private static (int First, int Second, float Fraction)[] Neighbours(int from, int to)
    {
        // Measured: the reference outputs have a scale rounded to float32 and positions that are not.
        double scale = (float)from / to;
        var neighbours = new (int, int, float)[to];
        for (var i = 0; i < to; i++)
        {
            var source = Math.Max((i + 0.5) * scale - 0.5, 0);
            var first = Math.Min((int)source, from - 1);
            neighbours[i] = (first, Math.Min(first + 1, from - 1), (float)(source - first));
        }
        return neighbours;
    }

    private static byte[] ResizeRows(byte[] rgb, int width, int rows, Filter filter)
    {
        var result = new byte[3 * filter.Count * rows];
        var at = 0;
        for (var y = 0; y < rows; y++)
        {
            var row = rgb.AsSpan(3 * y * width, 3 * width);
            for (var x = 0; x < filter.Count; x++)
            {
                var weights = filter.Weights(x);
                var pixels = row.Slice(3 * filter.First(x), 3 * weights.Length);
                int r = 1 << FractionBits - 1, g = r, b = r;
                for (var k = 0; k < weights.Length; k++, pixels = pixels[3..])
                {
                    b += weights[k] * pixels[2];
                    g += weights[k] * pixels[1];
                    r += weights[k] * pixels[0];
                }
                (result[at], result[at + 1], result[at + 2]) = (Rounded(r), Rounded(g), Rounded(b));
                at += 3;
            }
        }
        return result;
    }

    private static byte[] ResizeColumns(byte[] rgb, int stride, Filter filter)
    {
        var result = new byte[stride * filter.Count];
        var sums = new int[stride];
        for (var y = 0; y < filter.Count; y++)
        {
            Array.Fill(sums, 1 << FractionBits - 1);
            var weights = filter.Weights(y);
            for (var k = 0; k < weights.Length; k++) AddWeighted(sums, rgb.AsSpan((filter.First(y) + k) * stride, stride), weights[k]);
            var row = result.AsSpan(y * stride, stride);
            for (var i = 0; i < row.Length; i++) row[i] = Rounded(sums[i]);
        }
        return result;
    }

    private static void AddWeighted(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Add(sums[i..], low);
            Add(sums[(i + Vector<ushort>.Count)..], high);
        }
        for (; i < row.Length; i++) sums[i] += weight * row[i];

        void Add(Span<int> target, Vector<ushort> values)
        {
            Vector.Widen(values, out var low, out var high);
            (new Vector<int>(target) + Vector.AsVectorInt32(low) * weight).CopyTo(target);
            target = target[Vector<int>.Count..];
            (new Vector<int>(target) + Vector.AsVectorInt32(high) * weight).CopyTo(target);
        }
    }

    private static byte Rounded(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>For each output position, the first input that it reads and the fixed-point weights of the inputs from there on.</summary>
    private sealed class Filter
    {
        private readonly int[] _first;
        private readonly int[][] _weights;

        public Filter(int from, int to, bool bicubic)
        {
            (_first, _weights) = (new int[to], new int[to][]);
            var scale = (double)from / to;
            var stretch = Math.Max(scale, 1);
            var support = bicubic ? 2 * stretch : stretch;
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max((int)(centre - support + 0.5), 0);
                var end = Math.Min((int)(centre + support + 0.5), from);
                var weights = new double[end - first];
                for (var k = 0; k < weights.Length; k++)
                {
                    var distance = Math.Abs((k + first - centre + 0.5) / stretch);
                    weights[k] = bicubic ? Cubic(distance) : Math.Max(0, 1 - distance);
                }
                var sum = weights.Sum();
                _first[i] = first;
                _weights[i] = [.. weights.Select(weight => Fixed(weight / sum))];
            }
        }

        public int Count => _first.Length;

        public int First(int position) => _first[position];

        public ReadOnlySpan<int> Weights(int position) => _weights[position];

        // Keys's cubic with the parameter -0.5, which is PIL's.
        private static double Cubic(double distance) => distance switch
        {
            < 1 => (1.5 * distance - 2.5) * distance * distance + 1,
            < 2 => ((-0.5 * distance + 2.5) * distance - 4) * distance + 2,
            _ => 0,
        };

        // Halves are rounded away from zero.
        private static int Fixed(double weight) => (int)(weight * (1 << FractionBits) + (weight < 0 ? -0.5 : 0.5));
    }
}

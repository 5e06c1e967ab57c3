using System.Numerics;

namespace Workbench.Data;

/// <summary>
/// The two bilinear resampling methods of the literature. When an image shrinks they differ by up to tens of grey levels.
/// </summary>
internal static class Resampling
{
    private const int FractionBits = 22;

    /// <summary>
    /// Antialiased, as in PIL (and in torchvision on PIL images): a triangle filter as wide as the reduction, horizontal pass first, in
    /// fixed point, rounded to 8 bits after each of the two passes. Equal to PIL to the last bit.
    /// </summary>
    public static Image Antialiased(Image image, int width, int height)
    {
        var (rgb, rows) = (image.Rgb, image.Height);
        if (width != image.Width) rgb = ResizeRows(rgb, image.Width, rows, new Triangles(image.Width, width));
        if (height != rows) rgb = ResizeColumns(rgb, 3 * width, new Triangles(rows, height));
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

    private static byte[] ResizeRows(byte[] rgb, int width, int rows, Triangles triangles)
    {
        var result = new byte[3 * triangles.Count * rows];
        var at = 0;
        for (var y = 0; y < rows; y++)
        {
            var row = rgb.AsSpan(3 * y * width, 3 * width);
            for (var x = 0; x < triangles.Count; x++)
            {
                var weights = triangles.Weights(x);
                var pixels = row.Slice(3 * triangles.First(x), 3 * weights.Length);
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

    private static byte[] ResizeColumns(byte[] rgb, int stride, Triangles triangles)
    {
        var result = new byte[stride * triangles.Count];
        var sums = new int[stride];
        for (var y = 0; y < triangles.Count; y++)
        {
            Array.Fill(sums, 1 << FractionBits - 1);
            var weights = triangles.Weights(y);
            for (var k = 0; k < weights.Length; k++) AddWeighted(sums, rgb.AsSpan((triangles.First(y) + k) * stride, stride), weights[k]);
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
    private sealed class Triangles
    {
        private readonly int[] _first;
        private readonly int[][] _weights;

        public Triangles(int from, int to)
        {
            (_first, _weights) = (new int[to], new int[to][]);
            var scale = (double)from / to;
            var support = Math.Max(scale, 1);
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max((int)(centre - support + 0.5), 0);
                var end = Math.Min((int)(centre + support + 0.5), from);
                var weights = new double[end - first];
                for (var k = 0; k < weights.Length; k++) weights[k] = Math.Max(0, 1 - Math.Abs((k + first - centre + 0.5) / support));
                var sum = weights.Sum();
                _first[i] = first;
                _weights[i] = [.. weights.Select(weight => (int)(weight / sum * (1 << FractionBits) + 0.5))];
            }
        }

        public int Count => _first.Length;

        public int First(int position) => _first[position];

        public ReadOnlySpan<int> Weights(int position) => _weights[position];
    }
}

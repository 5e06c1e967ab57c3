using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>A map of one or three channels as plain numbers, with the processing steps of pipelines, written as loops.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Channel by channel, row by row.</param>
public sealed record Map(int Channels, int Height, int Width, double[] Values)
{
    /// <summary>A map from a file of shape […,h,w] or […,c,h,w].</summary>
    public static Map From(Npy npy) => new(npy.Shape.Length > 2 ? npy.Shape[^3] : 1, npy.Shape[^2], npy.Shape[^1], npy.Doubles());

    /// <summary>One of our maps, [1,1,h,w].</summary>
    public static Map From(Tensor map)
    {
        using var plain = map.to(ScalarType.Float64).contiguous();
        return new Map(1, (int)map.shape[^2], (int)map.shape[^1], plain.data<double>().ToArray());
    }

    /// <summary>max |this − expected| / max |expected|; infinite if the sizes differ or a difference is NaN.</summary>
    public double DeviationFrom(Map expected)
    {
        if ((Channels, Height, Width) != (expected.Channels, expected.Height, expected.Width)) return double.PositiveInfinity;
        var worst = Values.Zip(expected.Values, (a, b) => Math.Abs(a - b)).Max();
        return double.IsNaN(worst) ? double.PositiveInfinity : worst == 0 ? 0 : worst / expected.Values.Max(Math.Abs);
    }

    /// <summary>max_c |·|.</summary>
    public Map MaxAbs() => Combine(values => values.Max(Math.Abs));

    /// <summary>Σ_c ·.</summary>
    public Map Sum() => Combine(values => values.Sum());

    /// <summary>The signed value of the channel with the largest magnitude.</summary>
    public Map SignedMax() => Combine(values => values.MaxBy(Math.Abs));

    /// <summary>max(0, ·).</summary>
    public Map Relu() => this with { Values = [.. Values.Select(value => Math.Max(0, value))] };

    /// <summary>(· − min) / (max − min + ε); a constant map becomes 0.</summary>
    public Map MinMax(double epsilon)
    {
        var (low, high) = (Values.Min(), Values.Max());
        return this with { Values = [.. Values.Select(value => high > low ? (value - low) / (high - low + epsilon) : 0)] };
    }

    /// <summary>Bilinear interpolation to a square.</summary>
    public Map Resize(int side, bool alignCorners)
    {
        double Source(int i, int from) => alignCorners ? (double)i * (from - 1) / (side - 1) : Math.Max(0, (i + 0.5) * from / side - 0.5);
        var values = new double[side * side];
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var (sy, sx) = (Source(y, Height), Source(x, Width));
                var (y0, x0) = ((int)sy, (int)sx);
                var (y1, x1) = (Math.Min(y0 + 1, Height - 1), Math.Min(x0 + 1, Width - 1));
                var (fy, fx) = (sy - y0, sx - x0);
                double At(int row, int column) => Values[row * Width + column];
                values[y * side + x] =
                    (1 - fy) * ((1 - fx) * At(y0, x0) + fx * At(y0, x1)) + fy * ((1 - fx) * At(y1, x0) + fx * At(y1, x1));
            }
        return new Map(1, side, side, values);
    }

    /// <summary>Gaussian blur with standard deviation σ in pixels, truncated at 4 σ, with replicated borders.</summary>
    public Map Blur(double sigma)
    {
        var reach = (int)Math.Ceiling(4 * sigma);
        double[] kernel = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        var total = kernel.Sum();
        double[] Pass(double[] from, int dx, int dy)
        {
            var to = new double[from.Length];
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++)
                    for (var i = -reach; i <= reach; i++)
                    {
                        var (row, column) = (Math.Clamp(y + i * dy, 0, Height - 1), Math.Clamp(x + i * dx, 0, Width - 1));
                        to[y * Width + x] += kernel[i + reach] / total * from[row * Width + column];
                    }
            return to;
        }
        return this with { Values = Pass(Pass(Values, 1, 0), 0, 1) };
    }

    private Map Combine(Func<IEnumerable<double>, double> combine)
    {
        var size = Height * Width;
        return new Map(
            1,
            Height,
            Width,
            [.. Enumerable.Range(0, size).Select(i => combine(Enumerable.Range(0, Channels).Select(c => Values[c * size + i])))]);
    }
}

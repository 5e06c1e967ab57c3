namespace Workbench.Plugins.Tests.Oracles;

/// <summary>The maps of the methods from the published formulas, as loops over numbers.</summary>
internal static class Definitions
{
    public static Map GradCam(Volume a, Volume g, bool relu)
    {
        var w = Means(g);
        return a.CreateMap((y, x) => Rectify(a.SumOver(k => w[k] * a[k, y, x]), relu));
    }

    public static Map GradCamPos(Volume a, Volume g, bool abs)
    {
        var w = Means(g);
        return a.CreateMap((y, x) => a.SumOver(k => Positive(w[k] * a[k, y, x], abs)));
    }

    public static Map GradMid(Volume g, bool abs) => g.CreateMap((y, x) => g.SumOver(k => Positive(g[k, y, x], abs)));

    /// <summary>
    /// α = g² / (2g² + ΣA·g³ + 1e-6), 0 where g = 0. Normalised as in the authors' code: without 1e-6, divided by its sum over g > 0.
    /// </summary>
    public static Map GradCamPlusPlus(Volume a, Volume g, bool normalize)
    {
        var w = new double[a.Channels];
        for (var k = 0; k < a.Channels; k++)
        {
            var places = Places(a).ToList();
            var total = places.Sum(p => a[k, p.Y, p.X]);
            double Alpha((int Y, int X) p)
            {
                var gradient = g[k, p.Y, p.X];
                if (gradient == 0) return 0;
                return Math.Pow(gradient, 2) / (2 * Math.Pow(gradient, 2) + total * Math.Pow(gradient, 3) + (normalize ? 0 : 1e-6));
            }
            var positive = places.Where(p => g[k, p.Y, p.X] > 0).ToList();
            var sum = positive.Sum(Alpha);
            w[k] = positive.Sum(p => Alpha(p) / (normalize ? sum : 1) * g[k, p.Y, p.X]);
        }
        return a.CreateMap((y, x) => Rectify(a.SumOver(k => w[k] * a[k, y, x]), relu: true));
    }

    /// <summary>GradCAM++ with α = g², as torch-cam computes it: w = Σ g³ over g > 0.</summary>
    public static Map GradCamPlusPlusWithoutDenominator(Volume a, Volume g)
    {
        double[] w =
        [
            .. Enumerable.Range(0, a.Channels).Select(k => Places(a).Where(p => g[k, p.Y, p.X] > 0).Sum(p => Math.Pow(g[k, p.Y, p.X], 3))),
        ];
        return a.CreateMap((y, x) => Rectify(a.SumOver(k => w[k] * a[k, y, x]), relu: true));
    }

    public static Map LayerCam(Volume a, Volume g) => a.CreateMap((y, x) => a.SumOver(k => Math.Max(0, g[k, y, x]) * a[k, y, x]));

    public static Map HiResCam(Volume a, Volume g) => a.CreateMap((y, x) => a.SumOver(k => g[k, y, x] * a[k, y, x]));

    /// <summary>w = Σ gA / (ΣA + 1e-7).</summary>
    public static Map XGradCam(Volume a, Volume g)
    {
        double[] w =
        [
            .. Enumerable
                .Range(0, a.Channels)
                .Select(k => Places(a).Sum(p => g[k, p.Y, p.X] * a[k, p.Y, p.X]) / (Places(a).Sum(p => a[k, p.Y, p.X]) + 1e-7)),
        ];
        return a.CreateMap((y, x) => a.SumOver(k => w[k] * a[k, y, x]));
    }

    /// <summary>‖g‖‖A‖ over channels; selective: the norm of the positive terms of g ⊙ A.</summary>
    public static Map NormGrad(Volume a, Volume g, bool selective) => a.CreateMap((y, x) => selective
        ? Math.Sqrt(a.SumOver(k => Math.Pow(Math.Max(0, g[k, y, x] * a[k, y, x]), 2)))
        : Math.Sqrt(a.SumOver(k => Math.Pow(g[k, y, x], 2))) * Math.Sqrt(a.SumOver(k => Math.Pow(a[k, y, x], 2))));

    public static Map Cumulative(IEnumerable<Map> blocks, int height, int width, bool normalize)
    {
        var sum = new Map(height, width, new double[height * width]);
        foreach (var block in blocks) sum = Add(sum, Resize(normalize ? block.MinMax() : block, height, width, corners: false));
        return sum;
    }

    /// <summary>The term of the input and one per convolution, from gradient and bias.</summary>
    public static Map FullGrad(Volume x, Volume inputGradient, IEnumerable<(Volume G, double[] Bias)> convolutions, bool channel)
    {
        var sum = Psi(x with { Values = [.. x.Values.Zip(inputGradient.Values, (value, gradient) => value * gradient)] }, channel);
        foreach (var (g, bias) in convolutions)
        {
            var term = g.ZerosLike();
            for (var k = 0; k < g.Channels; k++)
                foreach (var (y, column) in Places(g)) term[k, y, column] = g[k, y, column] * bias[k];
            sum = Add(sum, Resize(Psi(term, channel), x.Height, x.Width, corners: !channel));
        }
        return sum;
    }

    /// <summary>Bilinear resizing; <paramref name="corners"/> aligns the centres of the corner pixels.</summary>
    public static Map Resize(Map map, int height, int width, bool corners)
    {
        var values = new double[height * width];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (y0, y1, fy) = Source(y, map.Height, height);
                var (x0, x1, fx) = Source(x, map.Width, width);
                double At(int row, int column) => map.Values[row * map.Width + column];
                var (upper, lower) = ((1 - fx) * At(y0, x0) + fx * At(y0, x1), (1 - fx) * At(y1, x0) + fx * At(y1, x1));
                values[y * width + x] = (1 - fy) * upper + fy * lower;
            }
        return new Map(height, width, values);

        (int, int, double) Source(int i, int from, int to)
        {
            var place = corners ? to == 1 ? 0 : (double)i * (from - 1) / (to - 1) : Math.Max(0, (i + 0.5) * from / to - 0.5);
            var below = Math.Min((int)place, from - 1);
            return (below, Math.Min(below + 1, from - 1), place - below);
        }
    }

    // ψ, summed over the channels.
    private static Map Psi(Volume t, bool channel)
    {
        var size = t with { Values = [.. t.Values.Select(Math.Abs)] };
        var plane = t.Height * t.Width;
        return size.CreateMap((y, x) => size.SumOver(k =>
        {
            var range = channel ? size.Values.Skip(k * plane).Take(plane).ToArray() : size.Values;
            return (size[k, y, x] - range.Min()) / (range.Max() - range.Min() + (channel ? 1e-7 : 1e-6));
        }));
    }

    private static double[] Means(Volume g) => [.. Enumerable.Range(0, g.Channels).Select(k => Places(g).Average(p => g[k, p.Y, p.X]))];

    private static IEnumerable<(int Y, int X)> Places(Volume v) =>
        Enumerable.Range(0, v.Height * v.Width).Select(i => (i / v.Width, i % v.Width));

    private static double Positive(double value, bool abs) => abs ? Math.Abs(value) : Math.Max(0, value);

    private static double Rectify(double value, bool relu) => relu ? Math.Max(0, value) : value;

    private static Map Add(Map a, Map b) => a with { Values = [.. a.Values.Zip(b.Values, (x, y) => x + y)] };
}

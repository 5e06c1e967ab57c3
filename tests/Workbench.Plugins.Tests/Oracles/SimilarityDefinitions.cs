namespace Workbench.Plugins.Tests.Oracles;

/// <summary>The similarities of two maps from their definitions, as loops over numbers.</summary>
internal static class SimilarityDefinitions
{
    /// <summary>The similarity of two maps at the size of the input, by the value of the option.</summary>
    public static double ComputeSimilarity(string similarity, Map a, Map b, double range = 2, bool gaussian = true) => similarity switch
    {
        "spearman-hog" => Pearson(Ranks(Hog(a)), Ranks(Hog(b))),
        "pearson-hog" => Pearson(Hog(a), Hog(b)),
        "spearman" => Pearson(Ranks(Single(a)), Ranks(Single(b))),
        "spearman-abs" => Pearson(Ranks(Single(a.Select(Math.Abs))), Ranks(Single(b.Select(Math.Abs)))),
        "pearson" => Pearson(Single(a), Single(b)),
        "ssim" => Ssim(MinMax(a), MinMax(b), range, gaussian),
        _ => throw new ArgumentOutOfRangeException(nameof(similarity), similarity, null),
    };

    public static double[] Hog(Map map)
    {
        var v = MinMax(map).Values;
        float At(int y, int x) => (float)v[y * map.Width + x];
        int rows = map.Height / 16, columns = map.Width / 16;
        var cells = new float[rows, columns, 9];
        for (var y = 0; y < rows * 16; y++)
            for (var x = 0; x < columns * 16; x++)
            {
                float down = y == 0 || y == map.Height - 1 ? 0 : At(y + 1, x) - At(y - 1, x),
                    right = x == 0 || x == map.Width - 1 ? 0 : At(y, x + 1) - At(y, x - 1);
                var degrees = Math.Atan2(down, right) * (180 / Math.PI);
                degrees = degrees < 0 ? degrees + 180 : degrees == 180 ? 0 : degrees;
                for (var bin = 0; bin < 9; bin++)
                    if (degrees >= 20 * bin && degrees < 20 * (bin + 1))
                        cells[y / 16, x / 16, bin] = (float)(
                            cells[y / 16, x / 16, bin] + Math.Sqrt((double)down * down + (double)right * right));
            }
        var features = new List<double>();
        for (var row = 0; row + 3 <= rows; row++)
            for (var column = 0; column + 3 <= columns; column++)
            {
                var block = new List<double>();
                for (var i = 0; i < 3; i++)
                    for (var j = 0; j < 3; j++)
                        for (var bin = 0; bin < 9; bin++) block.Add(cells[row + i, column + j, bin] / 256);
                block = [.. Normalise(Normalise(block).Select(value => Math.Min(value, 0.2)).ToList())];
                features.AddRange(block.Select(value => (double)(float)value));
            }
        return [.. features];
    }

    private static List<double> Normalise(List<double> block)
    {
        var norm = Math.Sqrt(block.Sum(value => value * value) + 1e-10);
        return [.. block.Select(value => value / norm)];
    }

    /// <summary>The rank of each value: 1 plus the number of smaller values plus half the number of other equal values.</summary>
    public static double[] Ranks(double[] values)
    {
        var (smaller, equal) = (0, values.CountBy(value => value).OrderBy(pair => pair.Key).ToList());
        var ranks = new Dictionary<double, double>();
        foreach (var (value, count) in equal)
        {
            ranks[value] = smaller + (count + 1) / 2.0;
            smaller += count;
        }
        return [.. values.Select(value => ranks[value])];
    }

    public static double Pearson(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.Sqrt(aa * bb);
    }

    private static double Ssim(Map a, Map b, double range, bool gaussian)
    {
        var reach = gaussian ? 5 : 2;
        var weights = new double[2 * reach + 1, 2 * reach + 1];
        for (var dy = -reach; dy <= reach; dy++)
            for (var dx = -reach; dx <= reach; dx++)
                weights[dy + reach, dx + reach] = gaussian ? Math.Exp(-(dy * dy + dx * dx) / (2 * 1.5 * 1.5)) : 1;
        var total = weights.Cast<double>().Sum();
        double c1 = Math.Pow(0.01 * range, 2), c2 = Math.Pow(0.03 * range, 2), sample = weights.Length / (weights.Length - 1.0), sum = 0;
        var pixels = 0;
        for (var y = reach; y < a.Height - reach; y++)
            for (var x = reach; x < a.Width - reach; x++, pixels++)
            {
                double Mean(Func<int, double> value)
                {
                    var mean = 0.0;
                    for (var dy = -reach; dy <= reach; dy++)
                        for (var dx = -reach; dx <= reach; dx++)
                            mean += weights[dy + reach, dx + reach] / total * value((y + dy) * a.Width + x + dx);
                    return mean;
                }
                double ux = Mean(i => a.Values[i]), uy = Mean(i => b.Values[i]);
                double vx = sample * Mean(i => Math.Pow(a.Values[i] - ux, 2)),
                    vy = sample * Mean(i => Math.Pow(b.Values[i] - uy, 2)),
                    vxy = sample * Mean(i => (a.Values[i] - ux) * (b.Values[i] - uy));
                sum += (2 * ux * uy + c1) * (2 * vxy + c2) / ((ux * ux + uy * uy + c1) * (vx + vy + c2));
            }
        return sum / pixels;
    }

    private static double[] Single(Map map) => [.. map.Values.Select(value => (double)(float)value)];

    // Computed in float32, like the plugin.
    private static Map MinMax(Map map)
    {
        float[] v = [.. map.Values.Select(value => (float)value)];
        float low = v.Min(), spread = v.Max() - low;
        return map with { Values = [.. v.Select(value => (double)((value - low) / spread))] };
    }
}

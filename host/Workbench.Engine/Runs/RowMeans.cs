namespace Workbench.Engine.Runs;

/// <summary>
/// Numbers of a cell that are plain means of its rows: of all rows, or of each state's, or the mean of the states' means. From sums per
/// image they are had for a resample without touching its rows.
/// </summary>
internal sealed class RowMeans
{
    private const double Tolerance = 1e-12;
    private readonly (double[] Sums, int[] Counts)[] _parts;   // all rows, then those of each state; by image
    private readonly bool _ofStates;

    private RowMeans((double[], int[])[] parts, bool ofStates) => (_parts, _ofStates) = (parts, ofStates);

    /// <summary>The means that agree with a summary on each probe: its headline first, then its states; null where none do.</summary>
    /// <param name="perImage">Rows by image.</param>
    /// <param name="states">The states, in the order of the summary.</param>
    /// <param name="probes">Draws of images with the summary of their rows.</param>
    public static RowMeans? Agreeing(MetricRow[][] perImage, IReadOnlyList<string> states, IReadOnlyList<(int[] Draw, double[] Summary)> probes)
    {
        var parts = states.Prepend(null).Select(state => Sums(perImage, state)).ToArray();
        return new[] { false, true }.Select(ofStates => new RowMeans(parts, ofStates)).FirstOrDefault(means =>
            probes.All(probe => means.Over(probe.Draw) is { } numbers && numbers.Zip(probe.Summary, (a, b) => Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(b))).All(same => same)));
    }

    /// <summary>The numbers of a draw; null where one of them has no row.</summary>
    public double[]? Over(int[] draw)
    {
        var numbers = new double[_parts.Length];
        for (var part = 0; part < _parts.Length; part++)
        {
            var (sums, counts) = _parts[part];
            var (sum, count) = (0.0, 0);
            foreach (var image in draw)
            {
                sum += sums[image];
                count += counts[image];
            }
            if (count == 0) return null;
            numbers[part] = sum / count;
        }
        if (_ofStates && numbers.Length > 1) numbers[0] = numbers.Skip(1).Average();
        return numbers;
    }

    private static (double[], int[]) Sums(MetricRow[][] perImage, string? state)
    {
        var rows = perImage.Select(image => image.Where(row => state is null || row.State == state).ToList()).ToList();
        return ([.. rows.Select(image => image.Sum(row => row.Value))], [.. rows.Select(image => image.Count)]);
    }
}

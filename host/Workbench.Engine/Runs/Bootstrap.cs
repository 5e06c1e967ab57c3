namespace Workbench.Engine.Runs;

/// <summary>
/// Percentile bootstrap over images: whole images are drawn with replacement, with all their rows. The draws depend on the seed and the
/// number of images alone, so that two cells over the same images are resampled alike and their difference is paired.
/// </summary>
/// <param name="images">Ids of the images that were asked for, in order.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="resamples">Number of draws.</param>
public sealed class Bootstrap(IReadOnlyList<string> images, ulong seed, int resamples = 1000)
{
    private readonly int[][] _draws = Draw(images.Count, seed, resamples);

    /// <summary>The value of each resample; NaN where it holds no row.</summary>
    /// <param name="rows">Rows of a cell.</param>
    /// <param name="summarise">The value of a set of rows.</param>
    public double[] Values(IReadOnlyList<MetricRow> rows, Func<IReadOnlyList<MetricRow>, double> summarise)
    {
        var byImage = rows.GroupBy(row => row.Sample).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        var perImage = images.Select(id => byImage.GetValueOrDefault(id) ?? []).ToArray();
        var drawn = new List<MetricRow>(rows.Count * 2);
        return [.. _draws.Select(draw =>
        {
            drawn.Clear();
            foreach (var image in draw) drawn.AddRange(perImage[image]);
            return summarise(drawn);
        })];
    }

    /// <summary>The 95 % interval of a cell's value; null where it has no row.</summary>
    /// <param name="rows">Rows of a cell.</param>
    /// <param name="summarise">The value of a set of rows.</param>
    public Interval? IntervalOf(IReadOnlyList<MetricRow> rows, Func<IReadOnlyList<MetricRow>, double> summarise) =>
        rows.Count == 0 ? null : Percentiles(Values(rows, summarise));

    /// <summary>2.5th and 97.5th percentile, interpolated linearly; NaN values are left out.</summary>
    public static Interval Percentiles(IEnumerable<double> values)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        double At(double q)
        {
            var place = q * (sorted.Length - 1);
            var below = (int)place;
            return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
        }
        return sorted.Length == 0 ? new Interval(double.NaN, double.NaN) : new Interval(At(0.025), At(0.975));
    }

    private static int[][] Draw(int count, ulong seed, int resamples)
    {
        var random = new Random((int)(Seeds.Of(seed, "bootstrap") & 0x7fffffff));
        return [.. Enumerable.Range(0, resamples).Select(_ => Enumerable.Range(0, count).Select(_ => random.Next(count)).ToArray())];
    }
}

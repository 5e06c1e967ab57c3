using Workbench.Data;

namespace Workbench.Results;

/// <summary>
/// Percentile bootstrap over images. It draws whole images with replacement, with all their rows. The draws depend only on the seed and
/// the number of images, so two cells over the same images share their draws, and their difference is paired.
/// </summary>
/// <param name="images">Ids of the run's images, in order.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="resamples">Number of draws.</param>
public sealed class Bootstrap(IReadOnlyList<string> images, ulong seed, int resamples = 1000)
{
    private readonly int[][] _draws = CreateDraws(images.Count, seed, resamples);

    /// <summary>The value of each resample; NaN for a resample without rows.</summary>
    /// <param name="rows">Rows of a cell.</param>
    /// <param name="summarise">Computes the value of a set of rows.</param>
    public double[] Values(IReadOnlyList<MetricRow> rows, Func<IReadOnlyList<MetricRow>, double> summarise)
    {
        var (perImage, drawn) = (ByImage(rows), new List<MetricRow>(rows.Count * 2));
        return [.. _draws.Select(draw => summarise(RowsOfDraw(perImage, draw, drawn)))];
    }

    /// <summary>The headline and the curve's points in each resample, all from the same draws.</summary>
    /// <param name="rows">Rows of a cell.</param>
    /// <param name="states">The curve's states, in order; empty for a metric without a curve.</param>
    /// <param name="summarise">
    /// Computes the headline and the points of a set of rows. Null for a metric that is a mean: per-image sums give the same numbers, about
    /// a hundred times faster.
    /// </param>
    /// <returns>One array per number: the headline first, then each state. An array holds the value of each resample.</returns>
    public IReadOnlyList<double[]> Resamples(
        IReadOnlyList<MetricRow> rows, IReadOnlyList<string> states, Func<IReadOnlyList<MetricRow>, double[]>? summarise)
    {
        var (perImage, drawn) = (ByImage(rows), new List<MetricRow>(rows.Count * 2));
        var means = summarise is null ? new RowMeans(perImage, states) : null;
        var numbers = _draws.Select(draw => means?.Compute(draw) ?? summarise!(RowsOfDraw(perImage, draw, drawn))).ToList();
        return [.. Enumerable.Range(0, states.Count + 1).Select(i => numbers.Select(number => number[i]).ToArray())];
    }

    private MetricRow[][] ByImage(IReadOnlyList<MetricRow> rows)
    {
        var byImage = rows.GroupBy(row => row.Sample).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return [.. images.Select(id => byImage.GetValueOrDefault(id) ?? [])];
    }

    private static List<MetricRow> RowsOfDraw(MetricRow[][] perImage, int[] draw, List<MetricRow> drawn)
    {
        drawn.Clear();
        foreach (var image in draw) drawn.AddRange(perImage[image]);
        return drawn;
    }

    /// <summary>The 2.5th and 97.5th percentiles, interpolated linearly. NaN values are ignored; both are NaN if nothing remains.</summary>
    public static Interval Percentiles(IEnumerable<double> values)
    {
        var kept = values.Where(value => !double.IsNaN(value)).ToArray();
        double At(double q)
        {
            var place = q * (kept.Length - 1);
            var below = (int)place;
            OrderStatistics.Select(kept, below);
            return below + 1 < kept.Length
                ? kept[below] + (place - below) * (OrderStatistics.Minimum(kept.AsSpan(below + 1)) - kept[below])
                : kept[below];
        }
        return kept.Length == 0 ? new Interval(double.NaN, double.NaN) : new Interval(At(0.025), At(0.975));
    }

    private static int[][] CreateDraws(int count, ulong seed, int resamples)
    {
        var random = new Random((int)(Seeds.Derive(seed, "bootstrap") & 0x7fffffff));
        return [.. Enumerable.Range(0, resamples).Select(_ => Enumerable.Range(0, count).Select(_ => random.Next(count)).ToArray())];
    }
}

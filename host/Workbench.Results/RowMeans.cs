using System.Runtime.CompilerServices;

namespace Workbench.Results;

/// <summary>
/// The score of a metric that is a mean (<see cref="MetricAttribute.Mean"/>): the mean of the rows, or, if rows have states, the mean of
/// the states' means. Per-image sums give a resample's means without visiting its rows.
/// </summary>
public sealed class RowMeans
{
    private const double Tolerance = 1e-9;   // sums in another order round differently
    private readonly (double[] Sums, int[] Counts)[] _parts;   // one per state of the rows; arrays by image
    private readonly int[] _points;                            // index into _parts by point of the curve, or -1

    /// <summary>Sums the rows of each image.</summary>
    /// <param name="perImage">Rows by image.</param>
    /// <param name="curve">States of the curve, in order; empty for a metric without a curve.</param>
    public RowMeans(IReadOnlyList<IReadOnlyList<MetricRow>> perImage, IReadOnlyList<string> curve)
    {
        var present = perImage.SelectMany(image => image).Select(row => row.State).Distinct(StringComparer.Ordinal);
        List<string?> states = [.. present.Order(StringComparer.Ordinal)];
        _parts = [.. states.Select(state => Sums(perImage, state))];
        _points = [.. curve.Select(state => states.IndexOf(state))];
    }

    /// <summary>The headline, then the curve's points, over some images; NaN for a number without rows.</summary>
    /// <param name="images">Indices of images in the constructor's rows, possibly repeated.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // most tables end before tiered compilation would optimise it
    public double[] Compute(int[] images)
    {
        var means = new double[_parts.Length];
        for (var part = 0; part < means.Length; part++)
        {
            var (sums, counts) = _parts[part];
            var (sum, count) = (0.0, 0);
            foreach (var image in images)
            {
                sum += sums[image];
                count += counts[image];
            }
            means[part] = sum / count;   // 0 / 0 is NaN
        }
        var headline = means.Where(mean => !double.IsNaN(mean)).DefaultIfEmpty(double.NaN).Average();
        return [headline, .. _points.Select(part => part < 0 ? double.NaN : means[part])];
    }

    /// <summary>How a score differs from the mean of its rows, as a clause without a full stop; null if it is the mean.</summary>
    /// <param name="score">The score that a metric computed from the rows.</param>
    /// <param name="rows">The rows.</param>
    public static string? FindDisagreement(MetricScore score, IReadOnlyList<MetricRow> rows)
    {
        var means = new RowMeans([rows], [.. score.Curve.Select(point => point.State)]).Compute([0]);
        var values = score.Curve.Select(point => (Place: $" in state {point.State}", point.Value)).Prepend((Place: "", score.Value));
        foreach (var (own, mean) in values.Zip(means))
            if (!IsNear(own.Value, mean))
                return FormattableString.Invariant($"it returned {own.Value}{own.Place} where the mean is {mean}");
        return null;
    }

    private static bool IsNear(double one, double other) =>
        double.IsNaN(one) && double.IsNaN(other) || Math.Abs(one - other) <= Tolerance * Math.Max(1, Math.Abs(other));

    private static (double[], int[]) Sums(IReadOnlyList<IReadOnlyList<MetricRow>> perImage, string? state)
    {
        var rows = perImage.Select(image => image.Where(row => row.State == state).ToList()).ToList();
        return ([.. rows.Select(image => image.Sum(row => row.Value))], [.. rows.Select(image => image.Count)]);
    }
}

using System.Runtime.CompilerServices;
using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>The source of a method's value in a claim: a weighted sum of means of rows.</summary>
/// <param name="Parts">Cell, rows and weight of each term.</param>
internal sealed record ValueSource(IReadOnlyList<(CellResult Cell, IReadOnlyList<MetricRow> Rows, double Weight)> Parts)
{
    /// <summary>A cell's headline, its curve at a state, or the mean over its curve.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="at">The state or <see cref="Claim.MeanOfCurve"/>; null for the headline.</param>
    /// <param name="weight">Factor of the value.</param>
    public static ValueSource FromCell(CellResult cell, string? at, double weight = 1)
    {
        var byState = cell.Rows.ToLookup(row => row.State, StringComparer.Ordinal);
        // The headline of a mean is the mean of its states' means. The trained model's point is 1 by definition and is left out.
        var points = cell.Curve.Select(point => point.State);
        List<string?> states = at is null ? [.. byState.Select(group => group.Key).DefaultIfEmpty()]
            : [.. points.Where(state => at == Claim.MeanOfCurve ? state != ModelState.Trained.Id : state == at)];
        return new([.. states.Select(state => (cell, (IReadOnlyList<MetricRow>)[.. byState[state]], weight / states.Count))]);
    }

    /// <summary>The sum of this value and another.</summary>
    public ValueSource Add(ValueSource other) => new([.. Parts, .. other.Parts]);

    /// <summary>The images of all rows, with repetitions.</summary>
    public IEnumerable<string> Images => Parts.SelectMany(part => part.Rows).Select(row => row.Sample);

    /// <summary>The reason why the value is missing, or null.</summary>
    public string? MissingReason()
    {
        foreach (var (cell, rows, _) in Parts)
        {
            if (cell.Score is null || rows.Count == 0) return $"{cell.Method} has no value under {cell.Metric}.";
            if (!cell.IsMean) return $"{cell.Metric} is not declared as the mean of its rows ([Metric(…, Mean = true)]).";
        }
        return Parts.Count == 0 ? "the curve has no such state." : null;
    }

    /// <summary>A function from the number of draws of each image to the value.</summary>
    /// <param name="images">Index of each image in the draws.</param>
    public Func<int[], double> ValueFunction(IReadOnlyDictionary<string, int> images)
    {
        var means = Parts.Select(part => (Mean: new ImageMean(part.Rows, images), part.Weight)).ToArray();
        return draws => means.Sum(part => part.Weight * part.Mean.Over(draws));
    }

    private sealed class ImageMean
    {
        private readonly double[] _sums;
        private readonly int[] _counts;

        public ImageMean(IReadOnlyList<MetricRow> rows, IReadOnlyDictionary<string, int> images)
        {
            (_sums, _counts) = (new double[images.Count], new int[images.Count]);
            foreach (var row in rows)
            {
                _sums[images[row.Sample]] += row.Value;
                _counts[images[row.Sample]]++;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // most tables are finished before tiered compilation would optimise it
        public double Over(int[] draws)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < draws.Length; i++)
            {
                sum += draws[i] * _sums[i];
                count += draws[i] * _counts[i];
            }
            return sum / count;
        }
    }
}

using Workbench.Engine.Runs;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// A cell as a mean of its rows: of all of them, or the mean of the means of each state of the model. Sums and numbers of rows by image,
/// for each part of the mean.
/// </summary>
internal sealed class PairedRows
{
    private const double Rounding = 1e-9;

    private PairedRows(double[][] sums, double[][] counts)
    {
        (Sums, Counts) = (sums, counts);
        (Sum, Count) = ([.. sums.Select(part => part.Sum())], [.. counts.Select(part => part.Sum())]);
        Value = Sum.Zip(Count, (sum, count) => sum / count).Average();
    }

    public double[][] Sums { get; }

    public double[][] Counts { get; }

    public double[] Sum { get; }

    public double[] Count { get; }

    public double Value { get; }

    public int Parts => Sums.Length;

    public int Images => Sums[0].Length;

    /// <summary>The cell's rows over some images; null where its value is no such mean.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="images">Place of each image.</param>
    public static PairedRows? Of(CellResult cell, IReadOnlyDictionary<string, int> images)
    {
        if (cell.Score is not { Value: not double.NaN } score || cell.Rows.Count == 0) return null;
        // The trained model's own point is no part of a curve's mean.
        var states = cell.Curve.Select(point => point.State).ToList();
        IReadOnlyList<string?> all = [null];
        return new IReadOnlyList<string?>[] { all, states, [.. states.Where(state => state != ModelState.Trained.Id)] }
            .Where(parts => parts.Count > 0).Select(parts => Of(cell.Rows, parts, images))
            .FirstOrDefault(rows => Math.Abs(rows.Value - score.Value) <= Rounding);
    }

    private static PairedRows Of(IReadOnlyList<MetricRow> rows, IReadOnlyList<string?> states, IReadOnlyDictionary<string, int> images)
    {
        var place = states.Index().ToDictionary(state => state.Item ?? "", state => state.Index, StringComparer.Ordinal);
        var sums = states.Select(_ => new double[images.Count]).ToArray();
        var counts = states.Select(_ => new double[images.Count]).ToArray();
        foreach (var row in rows)
        {
            if (!place.TryGetValue(states[0] is null ? "" : row.State ?? "", out var part)) continue;
            sums[part][images[row.Sample]] += row.Value;
            counts[part][images[row.Sample]]++;
        }
        return new PairedRows(sums, counts);
    }
}

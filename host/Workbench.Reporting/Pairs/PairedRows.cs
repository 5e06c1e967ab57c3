using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// A cell as a mean of its rows: over all rows, or the mean of the means of each state of the model. Holds sums and numbers of rows by
/// image for each part of the mean.
/// </summary>
internal sealed class PairedRows
{
    private const double Rounding = 1e-9;

    private PairedRows(double[][] sums, double[][] counts, IReadOnlyList<string?> states)
    {
        (Sums, Counts, States) = (sums, counts, states);
        Scale = sums.Sum(part => part.Sum(Math.Abs)) / counts.Sum(part => part.Sum());
        (Sum, Count) = ([.. sums.Select(part => part.Sum())], [.. counts.Select(part => part.Sum())]);
        Value = Sum.Zip(Count, (sum, count) => sum / count).Average();
    }

    public double[][] Sums { get; }

    public double[][] Counts { get; }

    public double[] Sum { get; }

    public double[] Count { get; }

    public double Value { get; }

    /// <summary>Mean magnitude of the rows, as the unit of rounding errors.</summary>
    public double Scale { get; }

    /// <summary>The state of each part, or null for all rows together.</summary>
    public IReadOnlyList<string?> States { get; }

    public int Parts => Sums.Length;

    public int Images => Sums[0].Length;

    /// <summary>The cells' rows, in the first form of mean that gives the values of all cells; null if none does.</summary>
    /// <param name="cells">Cells of one metric.</param>
    /// <param name="images">Index of each image.</param>
    public static IReadOnlyList<PairedRows>? FromCells(IReadOnlyList<CellResult> cells, IReadOnlyDictionary<string, int> images)
    {
        // A curve's mean may leave out the point of the trained model. A state without rows of a method does not count in its mean.
        Func<CellResult, IReadOnlyList<string?>>[] means =
        [
            _ => [null],
            cell => [.. StatesOf(cell)],
            cell => [.. StatesOf(cell).Where(state => state != ModelState.Trained.Id)],
        ];
        return means
            .Select(parts => cells.Select(cell => FromCells(cell, parts(cell), images)).ToList())
            .FirstOrDefault(rows => rows.TrueForAll(own => own is not null))
            ?.OfType<PairedRows>()
            .ToList();
    }

    private static IEnumerable<string> StatesOf(CellResult cell)
    {
        var present = cell.Rows.Select(row => row.State).ToHashSet();
        return cell.Curve.Select(point => point.State).Where(present.Contains);
    }

    private static PairedRows? FromCells(CellResult cell, IReadOnlyList<string?> parts, IReadOnlyDictionary<string, int> images)
    {
        if (parts.Count == 0 || cell.Score is not { Value: not double.NaN } score || cell.Rows.Count == 0) return null;
        var rows = FromCells(cell.Rows, parts, images);
        return Math.Abs(rows.Value - score.Value) <= Rounding * rows.Scale ? rows : null;
    }

    private static PairedRows FromCells(
        IReadOnlyList<MetricRow> rows,
        IReadOnlyList<string?> states,
        IReadOnlyDictionary<string, int> images)
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
        return new PairedRows(sums, counts, states);
    }
}

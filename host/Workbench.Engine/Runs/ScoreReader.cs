using Workbench.Engine.Plugins;
using Workbench.Engine.Store;

namespace Workbench.Engine.Runs;

/// <summary>
/// Reads a metric's score of an image in full, once. Its lists may be lazy, endless or hold values that a table cannot. Call it under the
/// metric's clock.
/// </summary>
internal static class ScoreReader
{
    /// <summary>The rows in their stored form.</summary>
    /// <param name="score">The score that the metric returned.</param>
    /// <param name="sample">The image.</param>
    /// <param name="states">The states that the metric requested.</param>
    /// <param name="classes">Number of the model's classes.</param>
    /// <exception cref="PluginFaultException">The score is not valid for this image. The message has the reason.</exception>
    public static StoredCell Read(SampleScore? score, string sample, IReadOnlyList<ModelState> states, int classes)
    {
        if (score is null) throw new PluginFaultException("it returned null.");
        if (score.Rows is null || score.Skipped is null) throw new PluginFaultException("it returned a score without its lists of rows.");
        var (rows, skipped, pairs) = (new List<StoredRow>(), new List<StoredSkip>(), new HashSet<(int?, string?)>());
        var known = states.Select(state => state.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var row in score.Rows)
        {
            if (rows.Count == PluginLimits.Rows) throw new PluginFaultException($"it returned more than {PluginLimits.Rows} rows.");
            if (row is null) throw new PluginFaultException("it returned a row that is null.");
            if (!double.IsFinite(row.Value))
                throw new PluginFaultException($"it scored {row.Value}{(row.Class is { } c ? $" for class {c}" : "")}.");
            CheckPlace("a row", row.Sample, row.Class, row.State);
            if (!pairs.Add((row.Class, row.State))) throw new PluginFaultException($"it scored {Place(row.Class, row.State)} twice.");
            rows.Add(new StoredRow(row.Class, row.Value, row.State));
        }
        foreach (var skip in score.Skipped)
        {
            if (skipped.Count == PluginLimits.Rows) throw new PluginFaultException($"it skipped more than {PluginLimits.Rows} times.");
            if (skip is null) throw new PluginFaultException("it returned a skipped row that is null.");
            CheckPlace("a skipped row", skip.Sample, skip.Class, skip.State);
            if (PluginText.Line(skip.Reason) is not { Length: > 0 } reason)
                throw new PluginFaultException($"it skipped {Place(skip.Class, skip.State)} without a reason.");
            skipped.Add(new StoredSkip(skip.Class, reason, skip.State));
        }
        return new StoredCell(rows, skipped) { Points = PointsOf(score, rows) };

        void CheckPlace(string what, string? of, int? @class, string? state)
        {
            if (of != sample)
                throw new PluginFaultException($"it returned {what} of image '{PluginText.Line(of)}' where '{sample}' was asked for.");
            if (@class is { } target && (target < 0 || target >= classes))
                throw new PluginFaultException($"it returned {what} of class {target}, but the model's classes are 0 to {classes - 1}.");
            if (state is not null && !known.Contains(state))
                throw new PluginFaultException($"it returned {what} of state '{PluginText.Line(state)}', which it did not ask for.");
        }
    }

    // At most one point per class of a row, which bounds the number of stored points.
    private static List<JudgedPoint> PointsOf(SampleScore score, List<StoredRow> rows)
    {
        if (score.Points is null) throw new PluginFaultException("it returned a score without its list of points.");
        var (points, classes) = (new Dictionary<int, JudgedPoint>(), rows.Select(row => row.Class).ToHashSet());
        var read = 0;
        foreach (var point in score.Points)
        {
            if (read++ == PluginLimits.Rows) throw new PluginFaultException($"it judged more than {PluginLimits.Rows} points.");
            if (point is null) throw new PluginFaultException("it returned a point that is null.");
            if (double.IsFinite(point.Tolerance) && classes.Contains(point.Class)) points.TryAdd(point.Class, point);
        }
        return [.. points.Values];
    }

    private static string Place(int? @class, string? state) =>
        $"{(@class is { } target ? $"class {target}" : "the image")}{(state is null ? "" : $" in state '{PluginText.Line(state)}'")}";
}

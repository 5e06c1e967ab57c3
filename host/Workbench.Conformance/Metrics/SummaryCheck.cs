using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Conformance.Metrics;

/// <summary>
/// Checks that the summary does not depend on the order of the rows and does not throw for an empty list. A summary that is declared a
/// mean must be the mean of any rows.
/// </summary>
internal sealed class SummaryCheck : IPluginCheck
{
    private const int MostParts = 8;
    private const double Tolerance = 1e-9;   // sums in another order round differently

    public string Name => "summary";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        List<MetricRow> rows = [.. trial.ScoreAll(metric).SelectMany(score => score.Rows)];
        var problems = new List<string>();
        var forth = Summarise(plugin, metric, rows, problems);
        var back = Summarise(plugin, metric, [.. Enumerable.Reverse(rows)], problems);
        var again = Summarise(plugin, metric, rows, problems);
        if (forth is not null && back is not null && !Same(forth, back))
            problems.Add(
                "Summarise depends on the order of the rows, which come in any order: group by Sample or Class, not by position.");
        else if (forth is not null && again is not null && !Same(forth, again))
            problems.Add(
                "Summarise gave another score for the same rows: keep no state between calls. Intervals call it many times.");
        if (forth is not null && rows.Count > 0 && !double.IsFinite(forth.Value))
            problems.Add($"Summarise gave {forth.Value} for {rows.Count} finite rows: the score must be a number if there are rows.");
        Summarise(plugin, metric, [], problems);
        if (metric.Plugin.IsMean && DescribeDeviationFromMean(plugin, metric, rows, problems) is { } wrong)
            problems.Add("[Metric(…, Mean = true)] declares that the score is the mean of its rows (with states, the mean of their means), "
                + $"but for some rows {wrong}. Leave Mean out, or summarise the mean.");
        return problems.Distinct(StringComparer.Ordinal);
    }

    // How the summary of some rows differs from their mean, or null.
    private static string? DescribeDeviationFromMean(
        PluginUnderTest plugin,
        MetricInstance metric,
        List<MetricRow> rows,
        List<string> problems) => Parts(rows)
        .Select(part => Summarise(plugin, metric, part, problems) is { } score ? RowMeans.FindDisagreement(score, part) : null)
        .FirstOrDefault(wrong => wrong is not null);

    // All rows, and sets with other numbers of images, classes and states: one row, all but one row, the rows of one image.
    private static IEnumerable<IReadOnlyList<MetricRow>> Parts(IReadOnlyList<MetricRow> rows)
    {
        yield return rows;
        foreach (var (i, row) in rows.Index().Take(MostParts))
        {
            yield return [row];
            yield return [.. rows.Where((_, other) => other != i)];
            yield return [.. rows.Where(other => other.Sample == row.Sample), row];
        }
    }

    private static MetricScore? Summarise(
        PluginUnderTest plugin,
        MetricInstance metric,
        IReadOnlyList<MetricRow> rows,
        List<string> problems)
    {
        try
        {
            var score = plugin.Call(() => metric.Metric.Summarise(rows, plugin.Trial.Model.Architecture));
            if (score?.Also is null || score.Curve is null)
                problems.Add(
                    "Summarise returned null, or a score without Also or Curve: "
                    + "use new Dictionary<string, double>(), and leave Curve at its default.");
            return score?.Also is null || score.Curve is null ? null : score;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            var (which, remedy) = rows.Count == 0 ? ("no rows", " Return double.NaN for them.") : ($"{rows.Count} rows", "");
            problems.Add($"Summarise threw for {which}: {PluginUnderTest.Describe(error)}.{remedy}");
            return null;
        }
    }

    private static bool Same(MetricScore a, MetricScore b) => Near(a.Value, b.Value)
        && a.Also.Count == b.Also.Count && a.Also.All(entry => b.Also.TryGetValue(entry.Key, out var other) && Near(entry.Value, other))
        && a.Curve.Count == b.Curve.Count
        && a.Curve.Zip(b.Curve).All(pair => pair.First.State == pair.Second.State && Near(pair.First.Value, pair.Second.Value));

    private static bool Near(double a, double b) =>
        double.IsNaN(a) && double.IsNaN(b) || a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));
}

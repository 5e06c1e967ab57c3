using Workbench.Conformance.Methods;
using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Conformance.Metrics;

/// <summary>
/// The summary does not depend on the order of the rows, and of no rows it is NaN, not an exception. One that is declared a mean is the
/// mean of any rows.
/// </summary>
internal sealed class SummaryCheck : IPluginCheck
{
    private const int MostParts = 8;
    private const double Tolerance = 1e-9;   // sums in another order round differently

    public string Name => "summary";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
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
                "Summarise depends on the order of the rows, which come in any order: group by Sample or Class instead of by place.");
        else if (forth is not null && again is not null && !Same(forth, again))
            problems.Add(
                "Summarise gave another score for the same rows: keep nothing between calls; intervals are drawn by calling it again and again."
            );
        if (forth is not null && rows.Count > 0 && !double.IsFinite(forth.Value))
            problems.Add($"Summarise gave {forth.Value} for {rows.Count} finite rows: the headline is a number where there are rows.");
        Summarise(plugin, metric, [], problems);
        if (metric.Plugin.IsMean && NoMean(plugin, metric, rows, problems) is { } wrong)
            problems.Add("[Metric(…, Mean = true)] says that the score is the mean of its rows (of states, the mean of their means); "
                + $"of some rows {wrong}. Leave Mean out, or summarise the mean.");
        return problems.Distinct(StringComparer.Ordinal);
    }

    // In what it is not the mean of some rows, or null.
    private static string? NoMean(PluginUnderTest plugin, MetricInstance metric, List<MetricRow> rows, List<string> problems) => Parts(rows)
        .Select(part => Summarise(plugin, metric, part, problems) is { } score ? RowMeans.Disagreement(score, part) : null)
        .FirstOrDefault(wrong => wrong is not null);

    // All rows, and sets in which images, classes and states count differently: one row alone, without one row, one image's.
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
            var score = plugin.Call(() => metric.Metric.Summarise(rows, plugin.Trial.Model.Card));
            if (score?.Also is null || score.Curve is null)
                problems.Add(
                    "Summarise returned null, or a score without Also or Curve: write new Dictionary<string, double>() and leave Curve as it is."
                );
            return score?.Also is null || score.Curve is null ? null : score;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            problems.Add(
                $"Summarise threw for {(rows.Count == 0 ? "no rows" : $"{rows.Count} rows")}: {PluginUnderTest.Describe(error)}.{(rows.Count == 0 ? " Return double.NaN there." : "")}"
            );
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

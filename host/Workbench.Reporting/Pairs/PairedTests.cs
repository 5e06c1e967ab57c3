using System.Runtime.CompilerServices;
using Workbench.Engine.Runs;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// Paired bootstrap tests between the methods of a table. The cells' resamples come from the same draws of images, so that the difference of two of them, draw by
/// draw, is the difference over one set of images, and what makes an image easy for both methods falls out.
/// </summary>
/// <remarks>
/// With n draws in which both have a value, p = min(1, 2·min(#{d ≤ 0}, #{d ≥ 0}) / n), d being the difference in a draw. Its resolution is that of the draws:
/// 1/1000 for either side, so that p = 0 reads as "no draw out of 1000 reached zero", not as certainty. Holm's correction multiplies the i-th smallest of m by m − i + 1
/// and keeps the order; a p of 0 stays 0.
/// </remarks>
public static class PairedTests
{
    private static readonly ConditionalWeakTable<RunResult, IReadOnlyList<PairedTest>> s_known = [];

    /// <summary>Every pair of methods under every metric, in the table's order; pairs of which one has no value are left out.</summary>
    /// <param name="result">The run.</param>
    public static IReadOnlyList<PairedTest> Of(RunResult result) =>
        s_known.GetValue(result, static run => [.. run.Metrics.SelectMany(metric => Corrected([.. UnderOne(run, metric.Name)]))]);

    private static IEnumerable<PairedTest> UnderOne(RunResult result, string metric)
    {
        var cells = result.Methods.Select(method => result.Cell(method.Name, metric)).Where(cell => cell is { Score.Value: not double.NaN, Resamples.Count: > 0 }).ToList();
        for (var i = 0; i < cells.Count; i++)
            for (var j = i + 1; j < cells.Count; j++)
                if (cells[i].Resamples.Count == cells[j].Resamples.Count && Test(cells[i], cells[j]) is { } test) yield return test;
    }

    private static PairedTest? Test(CellResult mine, CellResult other)
    {
        var draws = mine.Resamples.Zip(other.Resamples, (a, b) => a - b).Where(difference => !double.IsNaN(difference)).ToArray();
        if (draws.Length == 0) return null;
        var (below, above) = (draws.Count(difference => difference <= 0), draws.Count(difference => difference >= 0));
        var p = Math.Min(1, 2.0 * Math.Min(below, above) / draws.Length);
        return new(mine.Metric, mine.Method, other.Method, mine.Score!.Value - other.Score!.Value, Bootstrap.Percentiles(draws), p, p);
    }

    private static IEnumerable<PairedTest> Corrected(IReadOnlyList<PairedTest> tests)
    {
        var (holm, least) = (new double[tests.Count], 0.0);
        foreach (var (rank, at) in Enumerable.Range(0, tests.Count).OrderBy(i => tests[i].P).Index()) holm[at] = least = Math.Max(least, Math.Min(1, (tests.Count - rank) * tests[at].P));
        return tests.Select((test, i) => test with { Holm = holm[i] });
    }
}

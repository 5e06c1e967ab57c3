using System.Runtime.CompilerServices;
using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// Paired tests between the methods of a table, with Holm's correction for all pairs of a metric. Pairing by image cancels the difficulty
/// of an image.
/// </summary>
/// <remarks>
/// The test is a permutation test (<see cref="PermutationTest"/>), with as many draws as the correction needs. The interval comes from the
/// bootstrap draws, which all cells share. A metric that is not a mean of its rows is tested by the same draws: p = min(1, 2·(1 + min(#{d ≤
/// 0}, #{d ≥ 0})) / (1 + n)), where d is the difference in a draw. With 1,000 draws p is never below 0.002, so that Holm's correction can
/// separate at most 25 pairs. Holm's correction multiplies the i-th smallest of m p-values by m − i + 1 and keeps the order.
/// </remarks>
public static class PairedTests
{
    private static readonly ConditionalWeakTable<TableResult, Lazy<IReadOnlyList<PairedTest>>> s_known = [];

    /// <summary>The tests of all pairs of methods under each metric, in the table's order. Pairs without two values are left out.</summary>
    /// <param name="result">The run.</param>
    public static IReadOnlyList<PairedTest> Compute(TableResult result) =>
        s_known
            .GetValue(result, static run =>
                new(() => [.. run.Metrics.SelectMany(metric => WithHolmCorrection(TestsForMetric(run, metric.Name)))]))
            .Value;

    /// <summary>Starts the tests on another thread; <see cref="Compute"/> waits for the result.</summary>
    /// <param name="result">The run.</param>
    public static void StartCompute(TableResult result) => _ = Task.Run(() => Compute(result));

    private static IReadOnlyList<PairedTest> TestsForMetric(TableResult result, string metric)
    {
        var cells = result.Methods.Select(method => result.Cell(method.Name, metric))
            .Where(cell => cell is { Score.Value: not double.NaN, Resamples.Count: > 0 }).ToList();
        var pairs = (from one in Enumerable.Range(0, cells.Count)
                     from other in Enumerable.Range(one + 1, cells.Count - one - 1)
                     where cells[one].Resamples.Count == cells[other].Resamples.Count
                     let differences = cells[one].Resamples.Zip(cells[other].Resamples, (a, b) => a - b)
                     let draws = differences.Where(difference => !double.IsNaN(difference)).ToArray()
                     where draws.Length > 0
                     select (One: one, Other: other, Draws: draws)).ToList();
        if (pairs.Count == 0) return [];
        var images = cells.SelectMany(cell => cell.Rows).Select(row => row.Sample).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Index().ToDictionary(image => image.Item, image => image.Index, StringComparer.Ordinal);
        var permuted = PermutationPValues(cells, [.. pairs.Select(pair => (pair.One, pair.Other))], images);
        var count = PermutationTest.DrawsFor(pairs.Count);
        return [.. pairs.Select(pair =>
        {
            var exchanges = permuted.TryGetValue((pair.One, pair.Other), out var p);
            if (!exchanges) p = BootstrapPValue(pair.Draws);
            return new PairedTest(
                metric, cells[pair.One].Method, cells[pair.Other].Method,
                cells[pair.One].Score!.Value - cells[pair.Other].Score!.Value, Bootstrap.Percentiles(pair.Draws), p, p)
            {
                Kind = exchanges ? PairTestKind.Permutation : PairTestKind.Bootstrap,
                Draws = exchanges ? count : pair.Draws.Length,
            };
        })];
    }

    // Rows can be swapped between methods that are means of the same parts (for a curve, of the same states).
    private static Dictionary<(int One, int Other), double> PermutationPValues(
        IReadOnlyList<CellResult> cells,
        IReadOnlyList<(int One, int Other)> pairs,
        IReadOnlyDictionary<string, int> images)
    {
        var found = new Dictionary<(int, int), double>();
        if (PairedRows.FromCells(cells, images) is not { } rows) return found;
        foreach (
            var alike in Enumerable.Range(0, cells.Count).GroupBy(cell => string.Join('\n', rows[cell].States), StringComparer.Ordinal))
        {
            var place = alike.Index().ToDictionary(cell => cell.Item, cell => cell.Index);
            var own = pairs.Where(pair => place.ContainsKey(pair.One) && place.ContainsKey(pair.Other)).ToList();
            if (own.Count == 0) continue;
            var p = PermutationTest.PValues(
                [.. alike.Select(cell => rows[cell])],
                [.. own.Select(pair => (place[pair.One], place[pair.Other]))],
                PermutationTest.DrawsFor(pairs.Count));
            foreach (var (pair, value) in own.Zip(p)) found[pair] = value;
        }
        return found;
    }

    private static double BootstrapPValue(double[] draws)
    {
        var (below, above) = (draws.Count(difference => difference <= 0), draws.Count(difference => difference >= 0));
        return Math.Min(1, 2.0 * (1 + Math.Min(below, above)) / (1 + draws.Length));
    }

    private static IEnumerable<PairedTest> WithHolmCorrection(IReadOnlyList<PairedTest> tests)
    {
        var (holm, least) = (new double[tests.Count], 0.0);
        foreach (var (rank, at) in Enumerable.Range(0, tests.Count).OrderBy(i => tests[i].PValue).Index())
            holm[at] = least = Math.Max(least, Math.Min(1, (tests.Count - rank) * tests[at].PValue));
        return tests.Select((test, i) => test with { HolmPValue = holm[i] });
    }
}

using System.Globalization;
using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>The paired tests of a metric: groups of methods, and a matrix of all pairs.</summary>
internal static class PairMatrix
{
    public static Fragment Create(TableReport report, MetricColumn metric)
    {
        var tests = PairedTests.Compute(report.Result).Where(test => test.Metric == metric.Name).ToList();
        if (tests.Count == 0) return Fragment.Empty;
        var byPair = tests.ToDictionary(test => (test.Method, test.Other));
        var methods = report
            .Result.Methods.Select(method => method.Name)
            .Where(method => tests.Exists(test => test.Method == method || test.Other == method))
            .ToList();
        var pairs = tests.Count == 1 ? "pair" : "pairs";
        var summary = $"Which methods differ under {metric.Name}: {tests.Count(test => test.IsSignificant)} of {tests.Count} {pairs}";
        return Fragment.Create($"""
            <details class="pairs"><summary>{summary}</summary>
            {PairGroups.Create(
                report,
                metric
            )}<p>Each pair: ▲ the row's method is higher than the column's, ▼ lower, · no difference shown ({PairNote.TestDescription(
                tests
            )}). Hollow signs (△ ▽) mark pairs with p below 0.05 before but not after the correction. A cell's title has the numbers.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Paired tests under {metric.Name}"><table class="matrix">
            <thead><tr><td class="corner"></td>{Fragment.Each(methods, method =>
                Fragment.Create($"<th scope=\"col\" class=\"upright\"><span>{method}</span></th>")
            )}</tr></thead>
            <tbody>{Fragment.Each(methods, row => Row(row, methods, byPair, metric))}</tbody></table></div></details>

            """);
    }

    private static Fragment Row(string row, List<string> methods, Dictionary<(string, string), PairedTest> tests, MetricColumn metric)
    {
        var cells = Fragment.Each(methods, column =>
            tests.TryGetValue((row, column), out var test) ? Cell(row, column, test, 1, metric)
            : tests.TryGetValue((column, row), out test) ? Cell(row, column, test, -1, metric)
            : Fragment.Create($"<td class=\"self\"></td>"));
        return Fragment.Create($"<tr><th scope=\"row\">{row}</th>{cells}</tr>\n");
    }

    private static Fragment Cell(string row, string column, PairedTest test, int sign, MetricColumn metric)
    {
        var (low, high) = sign > 0 ? (test.Interval.Low, test.Interval.High) : (-test.Interval.High, -test.Interval.Low);
        var higher = sign * test.Difference > 0;
        var mark = test.IsSignificant ? higher ? "▲" : "▼" : !test.IsSignificantUncorrected ? "·" : higher ? "△" : "▽";
        string Signed(double value) => metric.FormatSigned(metric.ToDisplayed(value));
        var verdict = test.IsSignificant ? higher ? "higher" : "lower" : "no difference shown";
        var words = $"{row} less {column}: {Signed(sign * test.Difference)} [{Signed(low)}, {Signed(high)}], "
            + $"p {Probability(test.PValue)}, after Holm {Probability(test.HolmPValue)}: {verdict}";
        return Fragment.Create(
            $"<td class=\"{(test.IsSignificant ? higher ? "higher" : "lower" : "same")}\" title=\"{words}\" "
            + $"aria-label=\"{words}\">{mark}</td>"
        );
    }

    private static string Probability(double p) => p < 0.0005 ? "< 0.001" : "= " + p.ToString("0.000", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>The comparison of a result with an expected value.</summary>
/// <param name="Expected">The expected value.</param>
/// <param name="Ours">The result in the displayed unit; null if the cell has none.</param>
/// <param name="Deviates">Whether the result is outside the tolerance or missing.</param>
/// <param name="Text">The comparison in words, one sentence.</param>
public sealed record ExpectedOutcome(ExpectedValue Expected, double? Ours, bool Deviates, string Text);

/// <summary>Compares a run's results with expected values, before rounding for display.</summary>
public static class ExpectedCheck
{
    private const double Rounding = 1e-9;   // so that 0.3 − 0.2 counts as within 0.1

    /// <summary>Compares each value. A cell that failed or has no value deviates.</summary>
    /// <param name="result">The run.</param>
    /// <param name="expected">The values, in the displayed unit.</param>
    public static IReadOnlyList<ExpectedOutcome> Check(TableResult result, IReadOnlyList<ExpectedValue> expected) =>
        [.. expected.Select(value => Check(result, value))];

    private static ExpectedOutcome Check(TableResult result, ExpectedValue value)
    {
        var metric = result.Metrics.FirstOrDefault(column => column.Name == value.Metric);
        var cell = result.Cells.FirstOrDefault(cell => cell.Method == value.Method && cell.Metric == value.Metric);
        double? ours =
            metric is null || cell?.Failure is not null || cell?.Score is not { Value: not double.NaN } score
                ? null
                : metric.ToDisplayed(score.Value);
        var deviates = ours is not { } number || !(Math.Abs(number - value.Value) <= value.Within + Rounding);
        var unit = metric?.Percent == true ? " %" : "";
        var found = ours is { } shown ? Show(shown) + unit : "missing";
        return new ExpectedOutcome(
            value,
            ours,
            deviates,
            $"{value.Metric} of {value.Method} is {found}; expected {Show(value.Value)}{unit} within {Show(value.Within)}.");
    }

    private static string Show(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>An expected value beside ours.</summary>
/// <param name="Expected">The expected value.</param>
/// <param name="Ours">Ours in the unit displayed; null where the cell has none.</param>
/// <param name="Deviates">Whether ours is further away than allowed; true where there is none.</param>
/// <param name="Text">Both in words, one sentence.</param>
public sealed record ExpectedOutcome(ExpectedValue Expected, double? Ours, bool Deviates, string Text);

/// <summary>Compares a run with the values that are expected of it, before they are rounded for display.</summary>
public static class ExpectedCheck
{
    private const double Rounding = 1e-9;   // 0.3 − 0.2 is allowed to be within 0.1

    /// <summary>Compares each value; a cell that failed or has no value deviates.</summary>
    /// <param name="result">The run.</param>
    /// <param name="expected">The values, in the unit displayed.</param>
    public static IReadOnlyList<ExpectedOutcome> Check(RunResult result, IReadOnlyList<ExpectedValue> expected) =>
        [
            .. expected.Select(value =>
    {
        var metric = result.Metrics.FirstOrDefault(column => column.Name == value.Metric);
        var cell = result.Cells.FirstOrDefault(cell => cell.Method == value.Method && cell.Metric == value.Metric);
        double? ours =
            metric is null || cell?.Failure is not null || cell?.Score is not { Value: not double.NaN } score
                ? null
                : metric.Displayed(score.Value);
        var deviates = ours is not { } number || !(Math.Abs(number - value.Value) <= value.Within + Rounding);
        var unit = metric?.Percent == true ? " %" : "";
        return new ExpectedOutcome(
            value,
            ours,
            deviates,
            $"{value.Metric} of {value.Method} is {(ours is { } shown ? Show(shown) + unit : "missing")}, and {Show(value.Value)}{unit} within {Show(value.Within)} is expected."
        );
    })];

    private static string Show(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>Kinds of columns of the printed table.</summary>
internal enum ColumnKind
{
    Method,
    Label,
    Ours,
    Letters,
    Paper,
    Difference,
    Also,
}

/// <summary>A column of the printed table, its cells in the order of the methods.</summary>
internal sealed record GridColumn(ColumnKind Kind, string Header, IReadOnlyList<string> Cells)
{
    public bool IsNumber => Kind is ColumnKind.Ours or ColumnKind.Paper or ColumnKind.Difference or ColumnKind.Also;

    /// <summary>The metric that the column belongs to, or null.</summary>
    public MetricColumn? Metric { get; init; }
}

/// <summary>
/// The table as text, for all formats: the method, the paper's name for it, and for each metric our value with its interval, the letters of
/// the paired tests, the paper's value, the difference from it, and the metric's other averages.
/// </summary>
internal static class TableGrid
{
    public const string Failed = "failed";
    public const string Missing = "–";

    public static IEnumerable<GridColumn> Columns(TableReport report)
    {
        var methods = report.Result.Methods;
        yield return new(ColumnKind.Method, "method", [.. methods.Select(method => method.Name)]);
        var labels = methods.Select(method => report.Label(method) ?? "").ToList();
        if (labels.Exists(label => label.Length > 0)) yield return new(ColumnKind.Label, "in the paper", labels);
        foreach (var metric in report.Result.Metrics)
            foreach (var column in MetricColumns(report, metric)) yield return column with { Metric = metric };
    }

    private static IEnumerable<GridColumn> MetricColumns(TableReport report, MetricColumn metric)
    {
        var methods = report.Result.Methods;
        var cells = methods.Select(method => report.Result.Cell(method.Name, metric.Name)).ToList();
        yield return new(ColumnKind.Ours, metric.Percent ? $"{metric.Name} %" : metric.Name, [.. cells.Select(cell => Ours(metric, cell))]);
        var letters = CompactLetters.ComputeLegible(report.Result, metric.Name);
        if (letters.Count > 0)
            yield return new(ColumnKind.Letters, "letters", [.. methods.Select(method => letters.GetValueOrDefault(method.Name, Missing))]);
        var paper = methods.Select(method => report.Paper?.Value(method.Name, metric.Name)).ToList();
        if (paper.Exists(value => value is not null))
        {
            yield return new(
                ColumnKind.Paper,
                "paper",
                [.. paper.Select(value => value is { } number ? metric.FormatDisplayed(number) : Missing)]);
            yield return new(
                ColumnKind.Difference,
                "Δ paper",
                [.. cells.Select(cell => report.Difference(metric, cell) is { } difference ? metric.FormatSigned(difference) : Missing)]);
        }
        foreach (var name in cells.SelectMany(cell => cell.Score?.Also.Keys ?? []).Distinct())
            yield return new(
                ColumnKind.Also,
                name,
                [.. cells.Select(cell => cell.Score?.Also.TryGetValue(name, out var value) == true ? metric.Format(value) : Missing)]);
    }

    public static string Ours(MetricColumn metric, CellResult cell)
    {
        if (cell.Failure is not null) return Failed;
        if (cell.Score is not { Value: not double.NaN } score) return Missing;
        return cell.Interval is { } interval ? $"{metric.Format(score.Value)} {metric.Format(interval)}" : metric.Format(score.Value);
    }
}

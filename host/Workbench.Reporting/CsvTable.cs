using System.Globalization;

namespace Workbench.Reporting;

/// <summary>
/// <c>table.csv</c>: one line per method and metric. <c>value</c>, its 95 % interval <c>low</c>–<c>high</c>, the other averages
/// (<c>also:NAME</c>), <c>paper</c> and <c>difference</c> (value less paper) are in the unit of the printed table: per cent or plain.
/// <c>images</c> is the number of images with a score, <c>pairs</c> the number of scores, <c>skipped</c> the number of skipped pairs or
/// images. A failed cell has the reason in <c>failure</c> and no value.
/// </summary>
internal sealed class CsvTable : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "table.csv";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var result = report.Result;
        var also = result.Cells.SelectMany(cell => cell.Score?.Also.Keys ?? []).Distinct().ToList();
        IEnumerable<string?> header =
        [
            "method",
            "label",
            "metric",
            "value",
            "low",
            "high",
            .. also.Select(name => $"also:{name}"),
            "paper",
            "difference",
            "images",
            "pairs",
            "skipped",
            "failure",
        ];
        var rows = from method in result.Methods
                   from metric in result.Metrics
                   let cell = result.Cell(method.Name, metric.Name)
                   select (IEnumerable<string?>)
                   [
                       method.Name, report.Label(method), metric.Name,
                       metric.FormatForFile(cell.Score?.Value),
                       metric.FormatForFile(cell.Interval?.Low),
                       metric.FormatForFile(cell.Interval?.High),
                       .. also.Select(name =>
                           cell.Score is { } score && score.Also.TryGetValue(name, out var value) ? metric.FormatForFile(value) : ""),
                       report.Paper?.Value(method.Name, metric.Name)?.ToString("R", CultureInfo.InvariantCulture),
                       report.Difference(metric, cell) is { } difference ? MetricFormat.FormatDisplayedForFile(difference) : "",
                       Count(cell.Rows.Select(row => row.Sample).Distinct(StringComparer.Ordinal).Count()),
                       Count(cell.Rows.Count),
                       Count(cell.Skipped.Count),
                       cell.Failure,
                   ];
        Csv.Write(writer, rows.Prepend(header));
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

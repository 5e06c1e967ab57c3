using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>A table with its notes, charts, claims and paired tests.</summary>
internal static class TableSection
{
    /// <summary>The section of the i-th table.</summary>
    public static PageSection Create(ReportTable table, int index)
    {
        var report = table.Report;
        var files = table.Folder.Length == 0 ? "" : table.Folder.Replace('\\', '/') + "/";
        return new($"table-{index}", report.Result.Title, Fragment.Create($"""
            {Table(report)}<ul class="notes">
            {Fragment.Each(Footnotes.Lines(report, letters: true), note => Fragment.Create($"<li>{note}</li>\n"))}<li>Files: {Fragment.Each(
                Names(report),
                name => Fragment.Create($"<a href=\"{files}{name}\">{name}</a> ")
            )}</li>
            </ul>
            {ClaimList.Create(report.Claims)}{ChartFigures.Create(table.Charts, $"t{index}")}{Fragment.Each(report.Result.Metrics, metric =>
                PairMatrix.Create(report, metric)
            )}
            """));
    }

    private static IEnumerable<string> Names(TableReport report) =>
        ResultFolder.Formats.Where(format => format.AppliesTo(report)).Select(format => format.FileName);

    private static Fragment Table(TableReport report)
    {
        var columns = TableGrid.Columns(report).ToList();
        var groups = report
            .Result.Metrics.Select(metric => (Metric: metric, Columns: columns.Where(column => column.Metric == metric).ToList()))
            .ToList();
        var head = Fragment.Create($"""
            <tr>{Fragment.Each(columns.Where(column => column.Metric is null), Tall)}{Fragment.Each(groups, Group)}</tr>
            <tr>{Fragment.Each(groups.SelectMany(group => group.Columns), column => SortableTable.Heading(Heading(column)))}</tr>
            """);
        return SortableTable.Create(
            report.Result.Title,
            head,
            Fragment.Each(report.Result.Methods.Index(), method => Row(report, columns, method.Index)),
            fits: true);
    }

    // The heading of a column without a metric spans both rows of headings.
    private static Fragment Tall(GridColumn column) => SortableTable.Heading(new(column.Header, false)
    {
        Rows = 2,
        Choice = column.Kind == ColumnKind.Method ? null : column.Header,
        DropOrder = Spare(column.Kind),
    });

    private static Fragment Group((MetricColumn Metric, List<GridColumn> Columns) group)
    {
        var name = group.Metric.Percent ? $"{group.Metric.Name} %" : group.Metric.Name;
        return Fragment.Create($"<th scope=\"colgroup\" colspan=\"{group.Columns.Count}\" class=\"group\">{name}</th>");
    }

    private static SortableColumn Heading(GridColumn column) => BaseHeading(column) with
    {
        Choice =
            $"{column.Metric!.Name}{(column.Metric.Percent ? " %" : "")}{(column.Kind == ColumnKind.Ours ? "" : $": {column.Header}")}",
        DropOrder = Spare(column.Kind),
    };

    // The same order as on a terminal: see ConsoleTable.
    private static int Spare(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Letters => 1,
            ColumnKind.Difference => 2,
            ColumnKind.Also => 3,
            ColumnKind.Label => 4,
            ColumnKind.Paper => 5,
            _ => 0,
        };

    private static SortableColumn BaseHeading(GridColumn column) => column.Kind switch
    {
        ColumnKind.Ours => new("ours", true, $"Sort by {column.Header}: ours with its 95 % interval"),
        ColumnKind.Letters => new(
            column.Header,
            false,
            "Sort by letters. Rows without a common letter differ; rows with one show no difference"),
        ColumnKind.Difference => new(column.Header, true, "Sort by our value less the paper's"),
        _ => new(column.Header, column.IsNumber),
    };

    private static Fragment Row(TableReport report, List<GridColumn> columns, int row)
    {
        var method = report.Result.Methods[row];
        return Fragment.Create($"<tr>{Fragment.Each(columns, column => Cell(report, column, method, column.Cells[row]))}</tr>\n");
    }

    private static Fragment Cell(TableReport report, GridColumn column, MethodLine method, string shown)
    {
        if (column.Kind == ColumnKind.Method) return Fragment.Create($"<th scope=\"row\">{shown}</th>");
        if (column.Metric is not { } metric) return Fragment.Create($"<td>{shown}</td>");
        var cell = report.Result.Cell(method.Name, metric.Name);
        double? Shown(double? value) => value is { } number ? metric.ToDisplayed(number) : null;
        return column.Kind switch
        {
            ColumnKind.Ours when cell.Failure is not null => Fragment.Create(
                $"<td class=\"number none\"><span class=\"failed\" title=\"{cell.Failure}\">✗ {shown}</span></td>"),
            ColumnKind.Ours when cell is { Score.Value: not double.NaN, Interval: { } interval } => SortableTable.Number(
                Shown(cell.Score.Value),
                Fragment.Create($"<b>{metric.Format(cell.Score.Value)}</b> <small>{metric.Format(interval)}</small>")),
            ColumnKind.Ours => SortableTable.Number(Shown(cell.Score?.Value), Fragment.Create($"<b>{shown}</b>")),
            ColumnKind.Letters => Fragment.Create($"<td class=\"letters\">{shown}</td>"),
            ColumnKind.Paper => SortableTable.Number(report.Paper?.Value(method.Name, metric.Name), Fragment.Create($"{shown}")),
            ColumnKind.Difference => SortableTable.Number(report.Difference(metric, cell), Fragment.Create($"{shown}")),
            _ => SortableTable.Number(
                cell.Score?.Also.TryGetValue(column.Header, out var also) == true ? Shown(also) : null,
                Fragment.Create($"{shown}")),
        };
    }
}

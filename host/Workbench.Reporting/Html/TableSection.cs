using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>A table with its notes, charts, claims and paired tests.</summary>
internal static class TableSection
{
    /// <summary>The section of the i-th table.</summary>
    public static PageSection Of(ReportTable table, int index)
    {
        var report = table.Report;
        var files = table.Folder.Length == 0 ? "" : table.Folder.Replace('\\', '/') + "/";
        return new($"table-{index}", report.Result.Title, Fragment.Of($"""
            {Table(report)}<ul class="notes">
            {Fragment.Each(Footnotes.Of(report, letters: true), note => Fragment.Of($"<li>{note}</li>\n"))}<li>Files: {Fragment.Each(
                Names(report),
                name => Fragment.Of($"<a href=\"{files}{name}\">{name}</a> ")
            )}</li>
            </ul>
            {ClaimList.Of(report.Claims)}{ChartFigures.Of(table.Charts, $"t{index}")}{Fragment.Each(report.Result.Metrics, metric =>
                PairMatrix.Of(report, metric)
            )}
            """));
    }

    private static IEnumerable<string> Names(Report report) =>
        ResultFolder.Formats.Where(format => format.AppliesTo(report)).Select(format => format.FileName);

    private static Fragment Table(Report report)
    {
        var columns = TableGrid.Columns(report).ToList();
        var groups = report
            .Result.Metrics.Select(metric => (Metric: metric, Columns: columns.Where(column => column.Metric == metric).ToList()))
            .ToList();
        var head = Fragment.Of($"""
            <tr>{Fragment.Each(columns.Where(column => column.Metric is null), Tall)}{Fragment.Each(groups, Group)}</tr>
            <tr>{Fragment.Each(groups.SelectMany(group => group.Columns), column => SortableTable.Heading(Heading(column)))}</tr>
            """);
        return SortableTable.Of(
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
        Spare = Spare(column.Kind),
    });

    private static Fragment Group((MetricColumn Metric, List<GridColumn> Columns) group)
    {
        var name = group.Metric.Percent ? $"{group.Metric.Name} %" : group.Metric.Name;
        return Fragment.Of($"<th scope=\"colgroup\" colspan=\"{group.Columns.Count}\" class=\"group\">{name}</th>");
    }

    private static SortableColumn Heading(GridColumn column) => Named(column) with
    {
        Choice =
            $"{column.Metric!.Name}{(column.Metric.Percent ? " %" : "")}{(column.Kind == ColumnKind.Ours ? "" : $": {column.Header}")}",
        Spare = Spare(column.Kind),
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

    private static SortableColumn Named(GridColumn column) => column.Kind switch
    {
        ColumnKind.Ours => new("ours", true, $"Sort by {column.Header}: ours with its 95 % interval"),
        ColumnKind.Letters => new(
            column.Header,
            false,
            "Sort by letters. Rows without a common letter differ; rows with one show no difference"),
        ColumnKind.Difference => new(column.Header, true, "Sort by our value less the paper's"),
        _ => new(column.Header, column.IsNumber),
    };

    private static Fragment Row(Report report, List<GridColumn> columns, int row)
    {
        var method = report.Result.Methods[row];
        return Fragment.Of($"<tr>{Fragment.Each(columns, column => Cell(report, column, method, column.Cells[row]))}</tr>\n");
    }

    private static Fragment Cell(Report report, GridColumn column, MethodLine method, string shown)
    {
        if (column.Kind == ColumnKind.Method) return Fragment.Of($"<th scope=\"row\">{shown}</th>");
        if (column.Metric is not { } metric) return Fragment.Of($"<td>{shown}</td>");
        var cell = report.Result.Cell(method.Name, metric.Name);
        double? Shown(double? value) => value is { } number ? metric.Displayed(number) : null;
        return column.Kind switch
        {
            ColumnKind.Ours when cell.Failure is not null => Fragment.Of(
                $"<td class=\"number none\"><span class=\"failed\" title=\"{cell.Failure}\">✗ {shown}</span></td>"),
            ColumnKind.Ours when cell is { Score.Value: not double.NaN, Interval: { } interval } => SortableTable.Number(
                Shown(cell.Score.Value),
                Fragment.Of($"<b>{metric.Show(cell.Score.Value)}</b> <small>{metric.Show(interval)}</small>")),
            ColumnKind.Ours => SortableTable.Number(Shown(cell.Score?.Value), Fragment.Of($"<b>{shown}</b>")),
            ColumnKind.Letters => Fragment.Of($"<td class=\"letters\">{shown}</td>"),
            ColumnKind.Paper => SortableTable.Number(report.Paper?.Value(method.Name, metric.Name), Fragment.Of($"{shown}")),
            ColumnKind.Difference => SortableTable.Number(report.Difference(metric, cell), Fragment.Of($"{shown}")),
            _ => SortableTable.Number(
                cell.Score?.Also.TryGetValue(column.Header, out var also) == true ? Shown(also) : null,
                Fragment.Of($"{shown}")),
        };
    }
}

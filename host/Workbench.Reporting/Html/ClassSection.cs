using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>Each metric by class: the mean of a method's rows of that class, and the number of pairs.</summary>
internal static class ClassSection
{
    public static PageSection? Create(IReadOnlyList<TableReport> reports)
    {
        var metrics = reports.SelectMany(report => report.Result.Metrics.Select(metric => (report.Result, Metric: metric)))
            .Where(entry => Cells(entry.Result, entry.Metric).Any()).ToList();
        return metrics.Count == 0 ? null : new("classes", "By class", Fragment.Each(metrics, entry => Create(entry.Result, entry.Metric)));
    }

    private static IEnumerable<CellResult> Cells(TableResult result, MetricColumn metric) =>
        result
            .Methods.Select(method => result.Cell(method.Name, metric.Name))
            .Where(cell => cell.Rows.Any(row => row.Class is not null && row.State is null));

    private static Fragment Create(TableResult result, MetricColumn metric)
    {
        var cells = Cells(result, metric).ToList();
        var means = cells
            .Select(cell => cell.Rows.Where(row => row is { Class: not null, State: null })
                .GroupBy(row => row.Class!.Value)
                .ToDictionary(group => group.Key, group => (Mean: group.Average(row => row.Value), Pairs: group.Count())))
            .ToList();
        var classes = means.SelectMany(mean => mean.Keys).Distinct().Order().ToList();
        var byPairs = SortableTable.Heading(new("pairs", true, "Sort by number of pairs of image and class"));
        var byMethod = Fragment.Each(cells, cell => SortableTable.Heading(new(cell.Method, true) { IsRotated = true }));
        var head = Fragment.Create($"<tr>{SortableTable.Heading(new("class", false))}{byPairs}{byMethod}</tr>");
        return Fragment.Create($"""
            <details><summary>{metric.Name}{(metric.Percent ? " %" : "")} · {result.Title}</summary>
            {SortableTable.Create($"{metric.Name} by class", head, Fragment.Each(classes, Row))}</details>

            """);

        Fragment Row(int @class)
        {
            var counts = means.Select(mean => mean.TryGetValue(@class, out var entry) ? entry.Pairs : 0).Distinct().Order().ToList();
            var pairs = counts.Count == 1 ? $"{counts[0]}" : $"{counts[0]}–{counts[^1]}";
            var number = SortableTable.Number(counts[^1], Fragment.Create($"{pairs}"));
            var values = Fragment.Each(means, mean => Cell(mean.TryGetValue(@class, out var entry) ? entry.Mean : null));
            return Fragment.Create($"<tr><th scope=\"row\">{ClassName(@class, result.Classes)}</th>{number}{values}</tr>\n");
        }

        Fragment Cell(double? mean) =>
            SortableTable.Number(
                mean is { } value ? metric.ToDisplayed(value) : null,
                Fragment.Create($"{(mean is { } shown ? metric.Format(shown) : TableGrid.Missing)}"));
    }

    /// <summary>The name of a class, or its number if the data has no names.</summary>
    public static string ClassName(int @class, IReadOnlyList<string> classes) =>
        @class >= 0 && @class < classes.Count ? classes[@class] : $"class {@class}";
}

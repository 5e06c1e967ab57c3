namespace Workbench.Results;

/// <summary>Joins a table's results on several subjects into one table, with a column for each metric and subject.</summary>
public static class JoinedTable
{
    /// <summary>The joined table. Columns of one metric stand side by side, in the order of the subjects.</summary>
    /// <param name="results">
    /// The same table on each subject, at least one. A method that lacks a cell on a subject gets a failed one there.
    /// </param>
    public static TableResult Create(IReadOnlyList<TableResult> results)
    {
        var methods = results.SelectMany(result => result.Methods).DistinctBy(method => method.Name).ToList();
        var metrics = results.SelectMany(result => result.Metrics).DistinctBy(metric => metric.Name).ToList();
        var columns = metrics
            .SelectMany(metric => results
                .Where(result => result.Metrics.Any(own => own.Name == metric.Name))
                .Select(result => (metric, result)))
            .ToList();
        return new TableResult(
            results[0].Title,
            string.Join(", ", results.Select(result => result.Subject)),
            methods,
            [.. columns.Select(column => column.metric with { Name = ColumnName(column.metric.Name, column.result) })],
            [.. columns.SelectMany(column => methods.Select(method => Cell(column.result, method.Name, column.metric.Name)))],
            results.Sum(result => result.Images),
            results.Sum(result => result.ImagesRequested),
            [.. results.SelectMany(result => result.SkippedImages)],
            results[0].Classes);
    }

    private static string ColumnName(string metric, TableResult result) => $"{metric} on {result.Subject}";

    private static CellResult Cell(TableResult result, string method, string metric)
    {
        var found = result.Cells.FirstOrDefault(cell => cell.Method == method && cell.Metric == metric);
        var name = ColumnName(metric, result);
        return found is not null
            ? found with { Metric = name }
            : new CellResult(name, method, null, null, [], [], $"{method} is not in the table of {result.Subject}");
    }
}

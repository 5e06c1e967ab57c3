using Workbench.Results;

namespace Workbench.Specs;

/// <summary>
/// Resolves expected values. Values of rows and columns that an override or an extending spec replaced are dropped. In a file, a metric
/// without options stands for all its columns that have none of their own in the file, as in a paper's numbers.
/// </summary>
internal static class ExpectedResolver
{
    /// <summary>The expected values with canonical names.</summary>
    public static IReadOnlyList<ExpectedValue> Resolve(ExpectedValuesSpec expected, TableResolver table, ProblemList problems)
    {
        var listed = expected.Values.Select(value => table.MetricName(value.Metric)).ToHashSet(StringComparer.Ordinal);
        var (resolved, places) = (new List<ExpectedValue>(), new Dictionary<(string Method, string Metric), SourceMark>());
        foreach (var value in expected.Values)
        {
            var method = table.MethodName(value.Method);
            if (table.IsReplacedMethod(value.Method, expected.File?.Mark ?? value.Method.Mark)) continue;
            var columns = ColumnsOf(table.MetricName(value.Metric)).ToList();
            if (columns.Count == 0 && table.IsReplacedMetric(value.Metric, expected.File?.Mark ?? value.Metric.Mark)) continue;
            table.Require(value.Method.Mark, method, table.Rows, "methods", "A value is expected of");
            if (columns.Count == 0)
                table.Require(
                    value.Metric.Mark,
                    table.MetricName(value.Metric),
                    table.Columns,
                    "metrics",
                    "A value is expected under");
            foreach (var metric in columns) Add(value, new ExpectedValue(method, metric, value.Value, value.Within));
        }
        return resolved;

        IEnumerable<string> ColumnsOf(string metric) =>
            table.Columns.Where(column =>
                column == metric
                || expected.File is not null
                    && column.StartsWith(metric + "{", StringComparison.Ordinal)
                    && !listed.Contains(column));

        void Add(ExpectedSpec spec, ExpectedValue value)
        {
            var place = spec.Method.Mark;
            table.Validator.Check(place, value);
            resolved.Add(value);
            if (value.Method.Length == 0 || places.TryAdd((value.Method, value.Metric), place)) return;
            var first = places[(value.Method, value.Metric)].RelativeTo(place);
            problems.Add(place, $"'{value.Method}' under '{value.Metric}' has two expected values: here and at {first}.");
        }
    }
}

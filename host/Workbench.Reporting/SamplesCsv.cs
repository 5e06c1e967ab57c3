using System.Globalization;

namespace Workbench.Reporting;

/// <summary>
/// <c>samples.csv</c>, header <c>metric,method,sample,class,value</c>, and <c>state</c> if a metric has a value per state of the model: one
/// line per scored pair or image. <c>class</c> is an index as in <c>--target</c>, empty if the value belongs to the whole image.
/// <c>value</c> is in the metric's own unit, 1 or 0 for hit or miss.
/// </summary>
internal sealed class SamplesCsv : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "samples.csv";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var states = report.Result.HasStates;
        var rows = from cell in report.Result.Cells
                   from row in cell.Rows
                   select new[]
                   {
                       cell.Metric,
                       cell.Method,
                       row.Sample,
                       row.Class?.ToString(CultureInfo.InvariantCulture),
                       row.Value.ToString("R", CultureInfo.InvariantCulture),
                       row.State,
                   };
        Csv.Write(writer, rows.Prepend(["metric", "method", "sample", "class", "value", "state"]).Select(row => states ? row : row[..^1]));
    }
}

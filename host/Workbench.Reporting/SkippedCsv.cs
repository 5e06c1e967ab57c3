using System.Globalization;

namespace Workbench.Reporting;

/// <summary>
/// <c>skipped.csv</c>, header <c>metric,method,sample,class,reason</c>, and <c>state</c> if a metric has a value per state of the model:
/// one line per pair or image without a score. An unreadable image has neither metric nor method. Cells that failed as a whole are listed
/// in <c>table.csv</c> instead.
/// </summary>
internal sealed class SkippedCsv : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "skipped.csv";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var states = report.Result.HasStates;
        var images = from row in report.Result.SkippedImages
                     select new[] { "", "", row.Sample, row.Class?.ToString(CultureInfo.InvariantCulture), row.Reason, row.State };
        var pairs = from cell in report.Result.Cells
                    from row in cell.Skipped
                    let @class = row.Class?.ToString(CultureInfo.InvariantCulture)
                    select new[] { cell.Metric, cell.Method, row.Sample, @class, row.Reason, row.State };
        Csv.Write(
            writer,
            images
                .Concat(pairs)
                .Prepend(["metric", "method", "sample", "class", "reason", "state"])
                .Select(row => states ? row : row[..^1]));
    }
}

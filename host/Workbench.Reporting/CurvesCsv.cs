using System.Globalization;

namespace Workbench.Reporting;

/// <summary>
/// <c>curves.csv</c>, header <c>metric,method,label,state,depth,value,low,high,images</c>: one line per point of a curve. It is written if
/// a metric has a value per state of the model. <c>depth</c> is the index of the state from 1, or 0 for the trained model. Values are in
/// the unit of the printed table.
/// </summary>
internal sealed class CurvesCsv : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "curves.csv";

    /// <inheritdoc/>
    public bool AppliesTo(TableReport report) => report.Result.Cells.Any(cell => cell.Curve.Count > 0);

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var result = report.Result;
        var rows = from metric in result.Metrics
                   from method in result.Methods
                   let curve = result.Cell(method.Name, metric.Name).Curve
                   let trained = curve.Count > 0 && curve[0].State == ModelState.Trained.Id
                   from point in curve.Index()
                   select (IEnumerable<string?>)
                   [
                       metric.Name,
                       method.Name,
                       report.Label(method),
                       point.Item.State,
                       (point.Index + (trained ? 0 : 1)).ToString(CultureInfo.InvariantCulture),
                       metric.FormatForFile(point.Item.Value),
                       metric.FormatForFile(point.Item.Interval.Low),
                       metric.FormatForFile(point.Item.Interval.High),
                       point.Item.Images.ToString(CultureInfo.InvariantCulture),
                   ];
        Csv.Write(writer, rows.Prepend(["metric", "method", "label", "state", "depth", "value", "low", "high", "images"]));
    }
}

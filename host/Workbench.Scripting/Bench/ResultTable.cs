using Workbench.Data;
using Workbench.Reporting;
using Workbench.Results;

namespace Workbench.Scripting;

/// <summary>A computed table. Its cells are indexed by method and metric, as written in the script or by canonical name.</summary>
public sealed class ResultTable
{
    private readonly IReadOnlyDictionary<string, string> _names;

    internal ResultTable(TableReport report, IReadOnlyDictionary<string, string> names, string provenance) =>
        (Report, _names, Provenance) = (report, names, provenance);

    /// <summary>The complete result, as written by <see cref="ResultFolder"/>.</summary>
    public TableReport Report { get; }

    /// <summary>Everything needed to reproduce the table, as JSON: spec, hashes, versions, device and seed.</summary>
    public string Provenance { get; }

    /// <summary>Canonical names of the methods, in order.</summary>
    public IReadOnlyList<string> Methods => [.. Report.Result.Methods.Select(method => method.Name)];

    /// <summary>Canonical names of the metrics, in order.</summary>
    public IReadOnlyList<string> Metrics => [.. Report.Result.Metrics.Select(metric => metric.Name)];

    /// <summary>Score of a cell; a percentage is given as a fraction (0.75, not 75 %). NaN if the cell failed or has no row.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell; the message has the nearest name.</exception>
    public double this[Method method, Metric metric] => Cell(method, metric).Score?.Value ?? double.NaN;

    /// <summary>The 95 % bootstrap interval of a cell's score, resampled over images; null if the cell has no score.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public Interval? Interval(Method method, Metric metric) => Cell(method, metric).Interval;

    /// <summary>Rows of a cell, in the order of the images.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public IReadOnlyList<MetricRow> Rows(Method method, Metric metric) => Cell(method, metric).Rows;

    /// <summary>Values of a cell by state of the model; empty if the metric has no curve.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public IReadOnlyList<CurveValue> Curve(Method method, Metric metric) => Cell(method, metric).Curve;

    /// <summary>The complete result of a cell.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell; the message has the nearest name.</exception>
    public CellResult Cell(Method method, Metric metric) =>
        Report.Result.Cell(Name(method.Text, Methods, "method"), Name(metric.Text, Metrics, "metric"));

    private string Name(string text, IReadOnlyList<string> names, string kind)
    {
        var name = _names.GetValueOrDefault(text, text);
        return names.Contains(name)
            ? name
            : throw new KeyNotFoundException($"The table has no {kind} '{text}'{NearestName.Hint(text, names)}");
    }

    /// <summary>
    /// Writes <c>table.csv</c>, <c>table.md</c>, <c>samples.csv</c>, <c>skipped.csv</c>, <c>provenance.json</c>, and <c>curves.csv</c> if a
    /// metric has curves.
    /// </summary>
    /// <param name="folder">The folder. It is created if missing; existing files of these names are replaced.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder)
    {
        ResultFolder.Write(Report, folder);
        ResultFolder.Write(Path.Combine(folder, "provenance.json"), writer => writer.Write(Provenance));
    }

    /// <summary>The table as Markdown.</summary>
    public override string ToString()
    {
        using var text = new StringWriter { NewLine = "\n" };
        new MarkdownTable().Write(Report, text);
        return text.ToString();
    }
}

using Workbench.Data;
using Workbench.Reporting;
using Workbench.Results;

namespace Workbench.Scripting;

/// <summary>A computed table. Cells are found by the method and metric as the script wrote them, or by their canonical names.</summary>
public sealed class ResultTable
{
    private readonly IReadOnlyDictionary<string, string> _names;

    internal ResultTable(Report report, IReadOnlyDictionary<string, string> names, string provenance) =>
        (Report, _names, Provenance) = (report, names, provenance);

    /// <summary>All of it, for the formats of <see cref="ResultFolder"/>.</summary>
    public Report Report { get; }

    /// <summary>What is needed to make it again: spec, hashes, versions, device and seed, as JSON.</summary>
    public string Provenance { get; }

    /// <summary>Canonical names of the methods, in order.</summary>
    public IReadOnlyList<string> Methods => [.. Report.Result.Methods.Select(method => method.Name)];

    /// <summary>Canonical names of the metrics, in order.</summary>
    public IReadOnlyList<string> Metrics => [.. Report.Result.Metrics.Select(metric => metric.Name)];

    /// <summary>The score of a cell, a share where the metric is one (0.75, not 75 %); NaN where it failed or has no row.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell; the message has the nearest name.</exception>
    public double this[Method method, Metric metric] => Cell(method, metric).Score?.Value ?? double.NaN;

    /// <summary>The 95 % interval of a cell's score by bootstrap over images; null where there is no score.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public Interval? Interval(Method method, Metric metric) => Cell(method, metric).Interval;

    /// <summary>The rows of a cell, in the order of the images.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public IReadOnlyList<MetricRow> Rows(Method method, Metric metric) => Cell(method, metric).Rows;

    /// <summary>A cell's value by state of the model; empty where the metric has no curve.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public IReadOnlyList<CurveValue> Curve(Method method, Metric metric) => Cell(method, metric).Curve;

    /// <summary>All of a cell.</summary>
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

    /// <summary>Writes <c>table.csv</c>, <c>table.md</c>, <c>samples.csv</c>, <c>skipped.csv</c>, <c>curves.csv</c> where there are curves, and <c>provenance.json</c>.</summary>
    /// <param name="folder">Made where it is missing; files of these names are replaced.</param>
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

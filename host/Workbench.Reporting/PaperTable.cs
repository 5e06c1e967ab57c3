using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>A paper's published numbers for comparison, in the displayed unit, read from a <see cref="NumberTable"/>.</summary>
public sealed class PaperTable
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Method, string Metric), double> _values = [];

    private PaperTable(NumberTable table)
    {
        foreach (var row in table.Rows)
        {
            if (row.Label is { } label) _labels[row.Method] = label;
            foreach (var (metric, value) in row.Values) _values[(row.Method, metric)] = value;
        }
    }

    /// <summary>The paper's name for a method, or null.</summary>
    /// <param name="method">The method's canonical name.</param>
    public string? Label(string method) => _labels.GetValueOrDefault(method);

    /// <summary>The paper's number, or null.</summary>
    /// <param name="method">The method's canonical name.</param>
    /// <param name="metric">The metric's canonical name.</param>
    public double? Value(string method, string metric) =>
        _values.TryGetValue((method, metric), out var value) || _values.TryGetValue((method, metric.Split('{')[0]), out value)
            ? value
            : null;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NumberTableException">The file cannot be read or is malformed; the message has the line.</exception>
    public static PaperTable Load(string path) => new(NumberTable.Load(path));
}

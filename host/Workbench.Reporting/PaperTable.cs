using System.Globalization;
using CsvHelper;
using Workbench.Data;

namespace Workbench.Reporting;

/// <summary>A paper's published numbers for comparison, in the displayed unit.</summary>
/// <remarks>
/// The file is CSV with the header <c>method,label,METRIC,METRIC…</c>: the canonical names of method and metrics, the paper's label, and a
/// number, or nothing if the paper has none. A column of a metric without options applies to all options that have no column of their own.
/// </remarks>
public sealed class PaperTable
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Method, string Metric), double> _values = [];

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
    /// <exception cref="PaperTableException">The file cannot be read or is malformed; the message has the line.</exception>
    public static PaperTable Load(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PaperTableException($"{path}: The file cannot be read: {error.Message}");
        }
        catch (CsvHelperException error)
        {
            var line = Math.Max(1, error.Context?.Parser?.RawRow ?? 1);
            throw new PaperTableException($"{path}:{line}: Invalid CSV: {error.Message.Split('\n')[0].TrimEnd('.', '\r')}.");
        }
    }

    private static PaperTable Read(TextReader reader, string path)
    {
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
        if (header is not ["method", "label", ..]) throw Wrong("The header must begin with 'method,label'.");
        var table = new PaperTable();
        while (csv.Read())
        {
            if (csv.Parser.Count != header.Length) throw Wrong($"The row has {csv.Parser.Count} fields and the header {header.Length}.");
            var method = csv[0]!;
            if (!table._labels.TryAdd(method, csv[1]!)) throw Wrong($"'{Short(method)}' appears twice.");
            for (var i = 2; i < header.Length; i++)
            {
                if (string.IsNullOrWhiteSpace(csv[i])) continue;
                if (!double.TryParse(csv[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    throw Wrong($"'{Short(csv[i]!)}' is not a number.");
                table._values[(method, header[i])] = value;
            }
        }
        return table;

        PaperTableException Wrong(string message) => new($"{path}:{Math.Max(1, csv.Parser.RawRow)}: {message}");
    }

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}

/// <summary>A paper's table cannot be read.</summary>
/// <param name="message">File, line and fault.</param>
public sealed class PaperTableException(string message) : WorkbenchException(FailureKind.Usage, message);

using System.Globalization;
using CsvHelper;
using Workbench.Data;
using Workbench.Data.Files;

namespace Workbench.Results;

/// <summary>Numbers by method and metric, in the displayed unit: those that a paper published, or those that a run is expected to
/// give.</summary>
/// <remarks>
/// The file is CSV with the header <c>method,label,METRIC,METRIC…</c>: a method and metrics as in specs, a label for the method, and a
/// number, or nothing if there is none. The column <c>label</c> may be left out. A column of a metric without options applies to all
/// options that have no column of their own.
/// </remarks>
public sealed class NumberTable
{
    private const long MaxBytes = 10_000_000;   // far more than the numbers of a table

    private NumberTable(IReadOnlyList<string> metrics) => Metrics = metrics;

    /// <summary>The metrics, in the order of the columns.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>The rows, in the order of the file, one per method.</summary>
    public IReadOnlyList<NumberRow> Rows { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NumberTableException">The file cannot be read or is malformed; the message has the line.</exception>
    public static NumberTable Load(string path)
    {
        try
        {
            RegularFile.Require(path);
            if (new FileInfo(path) is { Length: > MaxBytes } large)
                throw new IOException($"it has {large.Length} bytes, and a table of numbers has at most {MaxBytes}.");
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NumberTableException($"{path}: The file cannot be read: {error.Message}");
        }
        catch (CsvHelperException error)
        {
            var line = Math.Max(1, error.Context?.Parser?.RawRow ?? 1);
            throw new NumberTableException($"{path}:{line}: Invalid CSV: {error.Message.Split('\n')[0].TrimEnd('.', '\r')}.");
        }
    }

    private static NumberTable Read(TextReader reader, string path)
    {
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
        if (header is not ["method", ..]) throw Wrong("The header must begin with 'method' or 'method,label'.");
        var first = header is [_, "label", ..] ? 2 : 1;
        if (header.Skip(first).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Wrong($"The header has '{Short(twice.Key)}' twice.");
        var (rows, methods) = (new List<NumberRow>(), new HashSet<string>(StringComparer.Ordinal));
        while (csv.Read())
        {
            if (csv.Parser.Count != header.Length) throw Wrong($"The row has {csv.Parser.Count} fields and the header {header.Length}.");
            var method = csv[0]!;
            if (!methods.Add(method)) throw Wrong($"'{Short(method)}' appears twice.");
            var values = new OrderedDictionary<string, double>(StringComparer.Ordinal);
            for (var i = first; i < header.Length; i++)
            {
                if (string.IsNullOrWhiteSpace(csv[i])) continue;
                if (!double.TryParse(csv[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    throw Wrong($"'{Short(csv[i]!)}' is not a number.");
                values[header[i]] = value;
            }
            rows.Add(new NumberRow(method, first == 2 ? csv[1]! : null, values, csv.Parser.RawRow));
        }
        return new NumberTable([.. header.Skip(first)]) { Rows = rows };

        NumberTableException Wrong(string message) => new($"{path}:{Math.Max(1, csv.Parser.RawRow)}: {message}");
    }

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}

/// <summary>A method's numbers.</summary>
/// <param name="Method">The method, as written.</param>
/// <param name="Label">The label; null if the file has none.</param>
/// <param name="Values">The numbers by metric, without those that are missing.</param>
/// <param name="Line">Line of the row, from 1.</param>
public sealed record NumberRow(string Method, string? Label, IReadOnlyDictionary<string, double> Values, int Line);

/// <summary>A table of numbers cannot be read.</summary>
/// <param name="message">File, line and fault.</param>
public sealed class NumberTableException(string message) : WorkbenchException(FailureKind.Usage, message);

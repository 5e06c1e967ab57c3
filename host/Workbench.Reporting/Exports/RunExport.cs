using System.Globalization;
using System.Text.Json;
using Parquet.Serialization;
using Workbench.Results;

namespace Workbench.Reporting.Exports;

/// <summary>
/// Exports a run's scored rows for other programs: columns <c>table, metric, method, sample, class, state, value</c>. Class and state are
/// empty (null) if the value has none. The value is in the metric's own unit: a share, not per cent.
/// </summary>
public static class RunExport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "json", "parquet"];

    /// <summary>Writes the rows.</summary>
    /// <param name="rows">The rows, in order.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="stream">Takes the file.</param>
    /// <exception cref="ArgumentException">The format is unknown.</exception>
    public static void Write(IReadOnlyList<TableRow> rows, string format, Stream stream)
    {
        switch (format)
        {
            case "csv":
                using (var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
                    Csv.Write(
                        writer,
                        rows.Select(row =>
                                (IEnumerable<string?>)
                                    [
                                        row.Table,
                                        row.Metric,
                                        row.Method,
                                        row.Sample,
                                        row.Class?.ToString(CultureInfo.InvariantCulture),
                                        row.State,
                                        row.Value.ToString("R", CultureInfo.InvariantCulture),
                                    ])
                        .Prepend(["table", "metric", "method", "sample", "class", "state", "value"]));
                break;
            case "json":
                JsonSerializer.Serialize(stream, rows, s_json);
                stream.Write("\n"u8);
                break;
            case "parquet":
                // Written to memory, since the library closes the stream it writes to.
                using (var memory = new MemoryStream())
                {
                    ParquetSerializer
                        .SerializeAsync(
                            rows.Select(row => new ParquetRow
                            {
                                table = row.Table,
                                metric = row.Metric,
                                method = row.Method,
                                sample = row.Sample,
                                @class = row.Class,
                                state = row.State,
                                value = row.Value,
                            }),
                            memory)
                        .GetAwaiter()
                        .GetResult();
                    stream.Write(memory.ToArray());
                }
                break;
            default:
                throw new ArgumentException($"Unknown format '{format}'; known: csv, json, parquet.", nameof(format));
        }
    }

    // The properties' names are the columns' names.
#pragma warning disable IDE1006
    private sealed class ParquetRow
    {
        public required string table { get; set; }
        public required string metric { get; set; }
        public required string method { get; set; }
        public required string sample { get; set; }
        public int? @class { get; set; }
        public string? state { get; set; }
        public double value { get; set; }
    }
#pragma warning restore IDE1006
}

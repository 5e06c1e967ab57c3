using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Workbench.Data;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>Hashes all inputs of a report's charts: its contents, the program with its libraries, and the font.</summary>
public static class ReportDigest
{
    private static readonly Type[] s_program =
    [
        typeof(TableReport), typeof(TableResult), typeof(Image), typeof(MetricRow), typeof(ScottPlot.Plot),
    ];

    /// <summary>The SHA-256 of the reports and the program, 64 hexadecimal digits.</summary>
    /// <param name="reports">The reports.</param>
    public static string Compute(IReadOnlyList<TableReport> reports)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var text = new MemoryStream();
        using (var writer = new BinaryWriter(text, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var part in s_program) writer.Write($"{part.Module.ModuleVersionId}");
            writer.Write($"{TextRenderer.Library} {TextRenderer.Family}");
            foreach (var report in reports) Add(writer, report);
        }
        hash.AppendData(text.GetBuffer(), 0, (int)text.Length);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(BinaryWriter writer, TableReport report)
    {
        var result = report.Result;
        // The text of a record has all its values.
        Texts(writer, [result.Title, result.Subject, $"{result.Images} {result.ImagesRequested}"]);
        Texts(writer, result.Classes);
        Texts(writer, result.Methods.Select(method => $"{method} {report.Paper?.Label(method.Name)}"));
        Texts(writer, result.Metrics.Select(metric => $"{metric}"));
        Texts(writer, result.SkippedImages.Select(row => $"{row}"));
        Texts(writer, report.Claims.Select(claim => $"{claim.Verdict} {claim.Text}"));
        Texts(writer, report.Notes.Select(note => $"{string.Join(' ', note.Methods)} {note.Text} {note.Subject}"));
        Texts(writer, report.Expected.Select(value => $"{value.Deviates} {value.Text}"));
        Texts(
            writer,
            report.Figure is { } figure
                ?
                [
                    figure.Metric,
                    figure.Value ?? "",
                    .. figure.Panels.Select(panel => $"{panel.Title}\n{string.Join('\n', panel.Methods)}"),
                ]
                : []);
        writer.Write(result.Cells.Count);
        foreach (var cell in result.Cells) Add(writer, cell, report.Paper?.Value(cell.Method, cell.Metric));
    }

    private static void Add(BinaryWriter writer, CellResult cell, double? paper)
    {
        Texts(
            writer,
            [
                cell.Metric,
                cell.Method,
                cell.Key,
                cell.Failure ?? "",
                cell.Score?.Note ?? "",
                $"{cell.IsMean} {cell.Faults} {cell.Failure is null} {cell.Score is null} {cell.Interval is null} {paper is null}",
            ]);
        Numbers(
            writer,
            [
                cell.Score?.Value ?? 0,
                cell.Interval?.Low ?? 0,
                cell.Interval?.High ?? 0,
                paper ?? 0,
                .. cell.Score?.Also.Values ?? [],
                .. cell.Score?.Curve.Select(point => point.Value) ?? [],
            ]);
        Texts(writer, [.. cell.Score?.Also.Keys ?? [], .. cell.Score?.Curve.Select(point => point.State) ?? []]);
        Texts(writer, cell.Curve.Select(point => $"{point.State} {point.Images}"));
        Numbers(writer, [.. cell.Curve.SelectMany(point => new[] { point.Value, point.Interval.Low, point.Interval.High })]);
        Numbers(writer, [.. cell.Resamples]);
        writer.Write(cell.Rows.Count);
        foreach (var row in cell.Rows)
        {
            writer.Write(row.Sample);
            writer.Write(row.Class ?? int.MinValue);
            writer.Write(row.Value);
            writer.Write(row.State ?? "");
        }
        writer.Write(cell.Skipped.Count);
        foreach (var row in cell.Skipped)
        {
            writer.Write(row.Sample);
            writer.Write(row.Class ?? int.MinValue);
            writer.Write(row.Reason);
            writer.Write(row.State ?? "");
        }
    }

    private static void Texts(BinaryWriter writer, IEnumerable<string> texts)
    {
        var all = texts.ToList();
        writer.Write(all.Count);
        foreach (var text in all) writer.Write(text);
    }

    private static void Numbers(BinaryWriter writer, double[] numbers)
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}

using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>The lines under a table: data, skipped images and pairs, notes, paired tests and failures.</summary>
internal static class Footnotes
{
    /// <summary>The lines.</summary>
    /// <param name="report">The table.</param>
    /// <param name="letters">Whether the table shows the letters of its rows, if there are any.</param>
    public static IEnumerable<string> Lines(TableReport report, bool letters)
    {
        var result = report.Result;
        var done =
            result.Images + result.SkippedImages.Count < result.ImagesRequested
                ? $"{result.Images} of {result.ImagesRequested} images (interrupted)"
                : Count(result.Images, "image");
        yield return $"{done} of {result.Subject}; 95 % intervals by bootstrap over images.";
        if (result.SkippedImages.Count > 0)
            yield return $"Skipped {Count(result.SkippedImages.Count, "image")} that could not be read (skipped.csv).";
        foreach (var metric in result.Metrics)
        {
            var cells = result.Methods.Select(method => result.Cell(method.Name, metric.Name)).Where(cell => cell.Failure is null).ToList();
            if (Skipped(cells) is { } skipped) yield return $"{metric.Name}: skipped {skipped} (skipped.csv).";
            foreach (var note in cells.Where(cell => cell.Score?.Note is not null).GroupBy(cell => cell.Score!.Note!))
                yield return $"{metric.Name}{Whose([.. note.Select(cell => cell.Method)], cells.Count)}: {note.Key}";
        }
        foreach (var tests in PairedTests.Compute(result).GroupBy(test => test.Metric))
            yield return PairNote.Text(result, tests.Key, [.. tests], letters);
        foreach (var note in report.Notes) yield return $"{string.Join(", ", note.Methods)}: {note.Text}";
        foreach (var failed in result.Cells.Where(cell => cell.Failure is not null).GroupBy(cell => (cell.Method, cell.Failure)))
            yield return $"{failed.Key.Method} failed under {string.Join(", ", failed.Select(cell => cell.Metric))}: {failed.Key.Failure}";
    }

    private static string? Skipped(List<CellResult> cells)
    {
        if (cells.Count == 0 || cells.All(cell => cell.Skipped.Count == 0)) return null;
        var (least, most) = (cells.Min(cell => cell.Skipped.Count), cells.Max(cell => cell.Skipped.Count));
        var skips = cells.SelectMany(cell => cell.Skipped).ToList();
        var what =
            skips.Exists(skip => skip.Class is not null) ? "pair"
            : skips.Exists(skip => skip.State is not null) ? "image–state pair"
            : "image";
        return least == most ? Count(most, what) : $"{least} to {Count(most, what)}, by method";
    }

    private static string Whose(IReadOnlyList<string> methods, int all) =>
        methods.Count == all ? "" : methods.Count <= 3 ? $", {string.Join(", ", methods)}" : $", {methods.Count} methods";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}

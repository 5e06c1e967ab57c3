using System.Globalization;

namespace Workbench.Reporting.Html;

/// <summary>
/// <c>report.html</c>: a run in one self-contained file, with a light and a dark theme, for screen, paper and keyboard. It has sortable
/// tables, charts, claims, paired tests, figures of maps, a gallery of samples, results by class, skipped samples, provenance, and the
/// commands to reproduce it. It stays below 15 MB: a gallery that does not fit keeps its first samples.
/// </summary>
public static class ReportPage
{
    /// <summary>Writes the page, in UTF-8. The same report gives the same bytes.</summary>
    /// <param name="report">The contents.</param>
    /// <param name="stream">Takes the page; stays open.</param>
    public static void Write(ReportModel report, Stream stream)
    {
        List<TableReport> reports = [.. report.Tables.Select(table => table.Report)];
        var data = new GalleryData(reports);
        var pictures = report.Pictures ?? GalleryPictures.Encode(data, report.Gallery);
        // In parallel, since the JSON takes as long as all sections.
        var json = Task.Run(() => report.Gallery.Count > 0 ? data.Json(report.Gallery, pictures) : "");
        List<PageSection> sections = [.. report.Tables.Select(TableSection.Create)];
        if (report.Figures.Count > 0) sections.Add(new("figures", "Figures", Fragment.Each(report.Figures, Figure)));
        if (report.Gallery.Count > 0) sections.Add(GallerySection.Create(pictures.Samples.Count, report.Gallery.Count));
        if (ClassSection.Create(reports) is { } classes) sections.Add(classes);
        sections.AddRange([SkippedSection.Create(reports), ProvenanceSection.Create(report.Provenance), CommandSection.Create(report)]);
        PageShell.Write(
            stream,
            report.Title,
            Summary(report, reports),
            sections,
            report.Gallery.Count > 0 ? writer => GallerySection.WriteData(writer, json.GetAwaiter().GetResult(), pictures) : null);
    }

    private static Fragment Summary(ReportModel report, List<TableReport> reports)
    {
        var (done, wanted) = (
            reports.Select(table => table.Result.Images).DefaultIfEmpty(0).Max(),
            reports.Select(table => table.Result.ImagesRequested).DefaultIfEmpty(0).Max());
        var unreadable = reports.SelectMany(table => table.Result.SkippedImages).Select(row => row.Sample).Distinct().Count();
        var cells = reports.SelectMany(table => table.Result.Cells).DistinctBy(cell => (cell.Metric, cell.Method)).ToList();
        var (faults, failed) = (cells.Sum(cell => cell.Faults), cells.Count(cell => cell.Failure is not null));
        List<string> facts =
        [
            $"Subject {report.Subject}",
            done + unreadable < wanted ? $"{done} of {wanted} images (interrupted)" : $"{done} images",
        ];
        if (unreadable > 0) facts.Add($"{unreadable} unreadable");
        facts.Add(faults == 0 ? "no faults" : $"{faults} fault{(faults == 1 ? "" : "s")}");
        if (failed > 0) facts.Add($"{failed} cell{(failed == 1 ? "" : "s")} failed");
        if (report.EndTime is { } when) facts.Add(when.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        return Fragment.Create($"{string.Join(" · ", facts)}");
    }

    private static Fragment Figure(ReportFigure figure) => Fragment.Create($"""
        <figure class="maps" id="figure-{figure.Name}"><div class="scroll" tabindex="0" role="region" aria-label="{figure.Title}"><img
        loading="lazy" alt="{figure.Title}" width="{figure.Width}" height="{figure.Height}"
        src="data:{Media(figure.Image)};base64,{Convert.ToBase64String(figure.Image)}"></div>
        <figcaption>{figure.Title}</figcaption></figure>

        """);

    private static string Media(byte[] image) =>
        image is [0x89, (byte)'P', ..] ? "image/png"
        : image is [0xFF, 0xD8, ..] ? "image/jpeg"
        : "image/webp";
}

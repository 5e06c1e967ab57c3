using Workbench.Data;
using Workbench.Reporting.Figures;

namespace Workbench.Reporting.Html;

/// <summary>The contents of a report of one run.</summary>
/// <param name="Title">Title of the spec.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Tables">The tables, in order.</param>
/// <param name="Figures">The figures of maps, in order.</param>
/// <param name="Gallery">The samples of the gallery; may be empty.</param>
/// <param name="Provenance">The contents of <c>provenance.json</c>.</param>
/// <param name="Command">The command-line arguments of the run, without the program's name.</param>
public sealed record ReportModel(
    string Title,
    string Subject,
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<ReportFigure> Figures,
    IReadOnlyList<GallerySample> Gallery,
    string Provenance,
    IReadOnlyList<string> Command)
{
    /// <summary>End of the run; null to leave it out.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The gallery's pictures if they are drawn already; null to draw them.</summary>
    public GalleryPictures? Pictures { get; init; }

    /// <summary>Id of the run for <c>workbench runs show</c>; null if it is not in a store.</summary>
    public string? Name { get; init; }
}

/// <summary>A table of a report.</summary>
/// <param name="Folder">Folder of the table's files, relative to the report; empty for the report's own.</param>
/// <param name="Report">The table with the paper's numbers and claims.</param>
/// <param name="Charts">The table's charts.</param>
public sealed record ReportTable(string Folder, TableReport Report, IReadOnlyList<Chart> Charts);

/// <summary>A drawn figure of maps.</summary>
/// <param name="Name">Name of the figure and its files: <c>figure1</c>.</param>
/// <param name="Title">Caption of the figure.</param>
/// <param name="Image">The picture for screens, encoded as WebP, JPEG or PNG.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record ReportFigure(string Name, string Title, byte[] Image, int Width, int Height);

/// <summary>A sample of the gallery.</summary>
/// <param name="Sample">The image's id, size and objects.</param>
/// <param name="Picture">Reads the image as the model's input; returns null if it cannot be read any more.</param>
/// <param name="Thumbnails">The model's logits, and small maps by method and class.</param>
public sealed record GallerySample(Sample Sample, Func<Image?> Picture, Results.SampleThumbnails Thumbnails)
{
    /// <summary>The points that metrics judged, in pixels of the picture.</summary>
    public IReadOnlyList<GalleryPoint> Points { get; init; } = [];
}

/// <summary>A judged point in pixels of the picture.</summary>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Point">The point as the metric judged it, in pixels of the original image.</param>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the top edge.</param>
/// <param name="RadiusX">Horizontal tolerance.</param>
/// <param name="RadiusY">Vertical tolerance.</param>
public sealed record GalleryPoint(string Metric, string Method, JudgedPoint Point, double X, double Y, double RadiusX, double RadiusY);

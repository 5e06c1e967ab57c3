using Workbench.Data;
using Workbench.Reporting.Figures;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>All that a report of one run shows.</summary>
/// <param name="Title">What the run's spec is called.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Tables">Its tables, in order.</param>
/// <param name="Figures">Its figures of maps, in order.</param>
/// <param name="Gallery">Samples to look at; empty where none were kept.</param>
/// <param name="Provenance">The run's provenance, as its JSON file has it.</param>
/// <param name="Command">The arguments that made it, without the program's name.</param>
public sealed record RunReport(
    string Title,
    string Subject,
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<ReportFigure> Figures,
    IReadOnlyList<GallerySample> Gallery,
    string Provenance,
    IReadOnlyList<string> Command)
{
    /// <summary>When the run ended; null to say nothing of it.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>The gallery's pictures where they are drawn already; null to draw them.</summary>
    public GalleryPictures? Pictures { get; init; }

    /// <summary>What <c>workbench runs show</c> calls the run; null where no store holds it.</summary>
    public string? Name { get; init; }
}

/// <summary>A table of a report.</summary>
/// <param name="Folder">Where its files lie, relative to the report; empty for beside it.</param>
/// <param name="Report">The table with the paper's numbers and claims.</param>
/// <param name="Charts">Its charts.</param>
public sealed record ReportTable(string Folder, Report Report, IReadOnlyList<Chart> Charts);

/// <summary>A figure of maps, drawn already.</summary>
/// <param name="Name">Names it and its files: <c>figure1</c>.</param>
/// <param name="Title">Its caption.</param>
/// <param name="Image">The picture, encoded as WebP, JPEG or PNG, at the size of a screen.</param>
/// <param name="Width">Its width, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
public sealed record ReportFigure(string Name, string Title, byte[] Image, int Width, int Height);

/// <summary>A sample of the gallery.</summary>
/// <param name="Sample">The image's id, size and objects.</param>
/// <param name="Picture">Its pixels, read when asked for; null where it can no longer be read.</param>
/// <param name="Glance">The model's logits, and small maps by method and class.</param>
public sealed record GallerySample(Sample Sample, Func<Image?> Picture, SampleGlance Glance)
{
    /// <summary>The points that metrics judged, where the picture shows them.</summary>
    public IReadOnlyList<GalleryPoint> Points { get; init; } = [];
}

/// <summary>A judged point in pixels of the picture.</summary>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Point">The point as the metric judged it, in pixels of the original image.</param>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="RadiusX">The tolerance, across.</param>
/// <param name="RadiusY">The tolerance, down.</param>
public sealed record GalleryPoint(string Metric, string Method, JudgedPoint Point, double X, double Y, double RadiusX, double RadiusY);

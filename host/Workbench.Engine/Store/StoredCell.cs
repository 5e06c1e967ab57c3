using Workbench.Results;

namespace Workbench.Engine.Store;

/// <summary>One image's rows in one cell.</summary>
/// <param name="Rows">Class and value of each scored pair.</param>
/// <param name="Skipped">Class and reason of each pair without a score.</param>
/// <param name="Error">Why the image could not be read, or null.</param>
/// <param name="IsPassing">Whether it must be tried again in the next run: the plugin was stopped, and not at fault for sure.</param>
public sealed record StoredCell(
    IReadOnlyList<StoredRow> Rows,
    IReadOnlyList<StoredSkip> Skipped,
    string? Error = null,
    bool IsPassing = false)
{
    /// <summary>The points that the metric judged, as it was computed: they are kept with an image's small maps, and a cell that is read has none.</summary>
    internal IReadOnlyList<JudgedPoint> Points { get; init; } = [];
}

/// <summary>A scored pair.</summary>
/// <param name="Class">The class, or null where the value is the image's.</param>
/// <param name="Value">The value.</param>
/// <param name="State">The model's state, or null.</param>
public sealed record StoredRow(int? Class, double Value, string? State = null);

/// <summary>A pair without a score.</summary>
/// <param name="Class">The class, or null where the whole image was skipped.</param>
/// <param name="Reason">Why.</param>
/// <param name="State">The model's state, or null.</param>
/// <param name="Fault">Whether a plugin failed there, which no metric says of itself.</param>
public sealed record StoredSkip(int? Class, string Reason, string? State = null, bool Fault = false);

/// <summary>What a batch adds to a store for one image.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Cells">Its rows by cell. Faults of a moment and cells of a script's own methods stay in memory.</param>
/// <param name="Glance">Small maps and logits, or null; the maps' methods as in <see cref="CellKey.Method"/>.</param>
public sealed record StoredImage(string Sample, IReadOnlyList<(CellKey Key, StoredCell Cell)> Cells, SampleGlance? Glance = null);

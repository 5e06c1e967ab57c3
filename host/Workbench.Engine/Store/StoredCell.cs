using Workbench.Results;

namespace Workbench.Engine.Store;

/// <summary>One image's rows in one cell.</summary>
/// <param name="Rows">Class, value and state of each scored pair.</param>
/// <param name="Skipped">Class, reason and state of each pair without a score.</param>
/// <param name="Error">Why the image could not be read, or null.</param>
/// <param name="IsTransient">
/// Whether to try again in the next run, because the fault may be transient: a time-out, or memory that ran out.
/// </param>
public sealed record StoredCell(
    IReadOnlyList<StoredRow> Rows,
    IReadOnlyList<StoredSkip> Skipped,
    string? Error = null,
    bool IsTransient = false)
{
    /// <summary>
    /// The points that the metric judged. They are stored with an image's small maps, so a cell read from a file has none.
    /// </summary>
    internal IReadOnlyList<JudgedPoint> Points { get; init; } = [];
}

/// <summary>A scored pair.</summary>
/// <param name="Class">The class, or null for a value of the whole image.</param>
/// <param name="Value">The value.</param>
/// <param name="State">The model's state, or null.</param>
public sealed record StoredRow(int? Class, double Value, string? State = null);

/// <summary>A pair without a score.</summary>
/// <param name="Class">The class, or null for the whole image.</param>
/// <param name="Reason">Why it has no score.</param>
/// <param name="State">The model's state, or null.</param>
/// <param name="Fault">Whether a plugin failed, as opposed to a skip by the metric.</param>
public sealed record StoredSkip(int? Class, string Reason, string? State = null, bool Fault = false);

/// <summary>The data that a batch adds to a store for one image.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Cells">Its rows by cell. Transient faults and cells of a script's own methods stay in memory.</param>
/// <param name="Glance">Small maps and logits, or null. Its methods are named as in <see cref="CellKey.Method"/>.</param>

public sealed record StoredImage(string Sample, IReadOnlyList<(CellKey Key, StoredCell Cell)> Cells, SampleThumbnails? Glance = null);

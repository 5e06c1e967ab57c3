namespace Workbench.Engine.Store;

/// <summary>A store's record of a run: the request and its results.</summary>
public sealed record RunRecord
{
    /// <summary>Eight hexadecimal digits. Runs of the same spec over the same data with the same code have the same id.</summary>
    public required string Id { get; init; }

    /// <summary>The spec's title.</summary>
    public required string Title { get; init; }

    /// <summary>The spec's files, as the user named them.</summary>
    public required string Spec { get; init; }

    public required string Subject { get; init; }

    /// <summary>Full path of the output folder.</summary>
    public required string Folder { get; init; }

    /// <summary><c>i/n</c> for a shard, else null.</summary>
    public string? Shard { get; init; }

    /// <summary>Time of the first start, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>Time of the last write to the output folder, UTC.</summary>
    public required DateTime Updated { get; init; }

    /// <summary>Wall time of all its starts, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Number of images done.</summary>
    public int Images { get; init; }

    /// <summary>Number of images requested.</summary>
    public int Wanted { get; init; }

    /// <summary>The command's arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The provenance, as JSON.</summary>
    public required string Provenance { get; init; }

    /// <summary>The images requested, with their positions in the data's order.</summary>
    public IReadOnlyList<(int Place, string Sample)> Samples { get; init; } = [];

    public IReadOnlyList<RunRecordCell> Cells { get; init; } = [];

    public IReadOnlyList<RunRecordClaim> Claims { get; init; } = [];

    /// <summary>Whether all images are done.</summary>
    public bool IsDone => Images >= Wanted;
}

/// <summary>A cell of a run's table.</summary>
/// <param name="Table">The table's folder, relative to the output folder; empty for the output folder itself.</param>
/// <param name="Title">The table's title.</param>
/// <param name="Samples">Number of images in the table: the first of the data's order.</param>
/// <param name="Key">Id of the cell's <see cref="CellKey"/>.</param>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Percent">Whether a value of 1 reads as 100 %.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="Label">The paper's name of the method, or null.</param>
/// <param name="Value">The value in the metric's own unit; null if the cell failed or has no rows.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="Paper">The paper's value, in the displayed unit.</param>
/// <param name="Failure">Why the cell failed, or null.</param>
public sealed record RunRecordCell(
    string Table,
    string Title,
    int Samples,
    string Key,
    string Metric,
    bool Percent,
    string Method,
    string? Label,
    double? Value,
    double? Low,
    double? High,
    double? Paper,
    string? Failure);

/// <summary>A claim that a run checked.</summary>
/// <param name="Table">The table's folder.</param>
/// <param name="Verdict">The verdict's name.</param>
/// <param name="Text">The claim with its numbers.</param>
public sealed record RunRecordClaim(string Table, string Verdict, string Text);

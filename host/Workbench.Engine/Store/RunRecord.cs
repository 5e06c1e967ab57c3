namespace Workbench.Engine.Store;

/// <summary>What a store remembers of a run: what was asked for, and what came of it.</summary>
public sealed record RunRecord
{
    /// <summary>Eight hexadecimal digits: the same for the same spec over the same data with the same code.</summary>
    public required string Id { get; init; }

    /// <summary>What the spec is called.</summary>
    public required string Title { get; init; }

    /// <summary>The spec's files, as the user named them.</summary>
    public required string Spec { get; init; }

    /// <summary>Name of the subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Full path of the folder of its files.</summary>
    public required string Folder { get; init; }

    /// <summary><c>i/n</c> for a shard, else null.</summary>
    public string? Shard { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>When its files were last written, UTC.</summary>
    public required DateTime Updated { get; init; }

    /// <summary>Wall time of all its starts, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Images done, and asked for.</summary>
    public int Images { get; init; }

    /// <summary>Images asked for.</summary>
    public int Wanted { get; init; }

    /// <summary>The command's arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Its provenance, JSON.</summary>
    public required string Provenance { get; init; }

    /// <summary>The images that were asked for, with their places in the data's order.</summary>
    public IReadOnlyList<(int Place, string Sample)> Samples { get; init; } = [];

    /// <summary>Its tables' cells.</summary>
    public IReadOnlyList<RunRecordCell> Cells { get; init; } = [];

    /// <summary>Its claims.</summary>
    public IReadOnlyList<RunRecordClaim> Claims { get; init; } = [];

    /// <summary>Whether all images are done.</summary>
    public bool IsDone => Images >= Wanted;
}

/// <summary>A cell of a run's table.</summary>
/// <param name="Table">The table's folder, relative to the run's; empty for the run's own.</param>
/// <param name="Title">The table's title.</param>
/// <param name="Samples">How far the table goes in the data's order.</param>
/// <param name="Key">Id of the cell's <see cref="CellKey"/>.</param>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Percent">Whether a value of 1 reads as 100 %.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="Label">What the paper calls it, or null.</param>
/// <param name="Value">Our value, in the metric's own unit; null where the cell failed or has no row.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="Paper">The paper's number, in the displayed unit.</param>
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

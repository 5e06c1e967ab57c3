namespace Workbench.Fuzzing;

/// <summary>What became of so many damaged files of a kind.</summary>
/// <param name="Kind">The kind.</param>
public sealed record FuzzOutcome(string Kind)
{
    /// <summary>Files that were read all the same.</summary>
    public long Read { get; set; }

    /// <summary>Files that were refused by the reader's own exception, by name.</summary>
    public long Refused { get; set; }

    /// <summary>The longest that one file took, seconds.</summary>
    public double Slowest { get; set; }

    /// <summary>The most that one file allocated, bytes.</summary>
    public long Largest { get; set; }

    /// <summary>What else happened, with the file's number.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>All files.</summary>
    public long Count => Read + Refused + Faults.Count;
}

namespace Workbench.Fuzzing;

/// <summary>Result of reading the damaged files of one kind.</summary>
/// <param name="Kind">The kind.</param>
public sealed record FuzzOutcome(string Kind)
{
    /// <summary>Number of files that were read without an error.</summary>
    public long Read { get; set; }

    /// <summary>Number of files for which the reader threw its own exception.</summary>
    public long Rejected { get; set; }

    /// <summary>The longest time for one file, seconds.</summary>
    public double Slowest { get; set; }

    /// <summary>The most memory for one file, bytes.</summary>
    public long Largest { get; set; }

    /// <summary>All other results, with the file's number.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Number of all files.</summary>
    public long Count => Read + Rejected + Faults.Count;
}

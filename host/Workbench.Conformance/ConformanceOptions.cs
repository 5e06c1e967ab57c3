namespace Workbench.Conformance;

/// <summary>Options of a conformance check.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// Whether to check only that the assembly loads and that one pass of each method and metric works, as a running workbench does before
    /// it replaces a plugin. Default: false.
    /// </summary>
    public bool Quick { get; init; }

    /// <summary>Longest duration of one call of the plugin. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);
}

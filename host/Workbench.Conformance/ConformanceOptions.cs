namespace Workbench.Conformance;

/// <summary>How a plugin is checked.</summary>
public sealed record ConformanceOptions
{
    /// <summary>Only what a running workbench has to know before it takes a new version: that it loads, and that one pass of each method and metric works. Default: false.</summary>
    public bool Quick { get; init; }

    /// <summary>The longest that one call may take. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);
}

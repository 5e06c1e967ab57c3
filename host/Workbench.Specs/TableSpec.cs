using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Claims;

namespace Workbench.Specs;

/// <summary>A table as a spec says it, its names not yet looked up.</summary>
public sealed record TableSpec
{
    /// <summary>Folder of its files inside the run's; empty for the run's own, where the spec is a single table.</summary>
    public required string Folder { get; init; }

    /// <summary>Its caption; the file's name where the spec has none.</summary>
    public required string Title { get; init; }

    /// <summary>The spec that it belongs to: the file that the user named, whatever files that lists or extends.</summary>
    public string File { get; init; } = "";

    /// <summary>Number of images, from the first, where it is one of several tables; null for as many as the experiment has. The experiment's own limit holds too.</summary>
    public int? Limit { get; init; }

    /// <summary>Its rows.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Methods { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Metrics { get; init; }

    /// <summary>Full path of the paper's numbers, or null.</summary>
    public Marked<string>? Paper { get; init; }

    /// <summary>Claims to check on it.</summary>
    public IReadOnlyList<ClaimSpec> Claims { get; init; } = [];

    /// <summary>Values that a full run gives.</summary>
    public IReadOnlyList<ExpectedSpec> Expected { get; init; } = [];

    /// <summary>What to know of some rows.</summary>
    public IReadOnlyList<NoteSpec> Notes { get; init; } = [];

    /// <summary>The figure to draw of it, or null.</summary>
    public FigureSpec? Figure { get; init; }
}

/// <summary>A value that a full run gives, as a spec says it; <see cref="ExpectedValue"/> has its meaning.</summary>
/// <param name="Method">A method of the table.</param>
/// <param name="Metric">A metric of the table.</param>
/// <param name="Value">The value, in the unit displayed.</param>
/// <param name="Within">How far ours may be from it.</param>
public sealed record ExpectedSpec(Marked<PluginCall> Method, Marked<PluginCall> Metric, double Value, double Within);

/// <summary>A figure as a spec says it; <see cref="FigureLayout"/> has its meaning.</summary>
/// <param name="Curves">The metric.</param>
/// <param name="Value">What the vertical axis says, or null.</param>
/// <param name="Panels">Its panels.</param>
public sealed record FigureSpec(Marked<PluginCall> Curves, string? Value, IReadOnlyList<PanelSpec> Panels);

/// <summary>A panel of a figure.</summary>
/// <param name="Title">Its title, or null.</param>
/// <param name="Methods">Methods of the table.</param>
public sealed record PanelSpec(string? Title, IReadOnlyList<Marked<PluginCall>> Methods);

/// <summary>A table whose names are looked up.</summary>
/// <param name="Spec">What it was read from.</param>
/// <param name="Methods">Rows, in the spec's order.</param>
/// <param name="Metrics">Columns, in the spec's order.</param>
/// <param name="Claims">Claims, in the spec's order.</param>
/// <param name="Figure">The figure to draw of it, or null.</param>
public sealed record Table(
    TableSpec Spec,
    IReadOnlyList<MethodInstance> Methods,
    IReadOnlyList<MetricInstance> Metrics,
    IReadOnlyList<Claim> Claims,
    FigureLayout? Figure)
{
    /// <summary>Values that a full run gives, in the spec's order.</summary>
    public IReadOnlyList<ExpectedValue> Expected { get; init; } = [];

    /// <summary>What to know of some rows, in the spec's order.</summary>
    public IReadOnlyList<TableNote> Notes { get; init; } = [];
}

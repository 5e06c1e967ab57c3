using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Claims;

namespace Workbench.Specs;

/// <summary>A table as read from a spec, with unresolved names.</summary>
public sealed record TableSpec
{
    /// <summary>Folder of the table's files, relative to the run's folder; empty for the only table of a spec.</summary>
    public required string Folder { get; init; }

    /// <summary>The caption; the file's name if the spec has none.</summary>
    public required string Title { get; init; }

    /// <summary>The spec that the user named, even if the table comes from a file that it lists or extends.</summary>
    public string File { get; init; } = "";

    /// <summary>
    /// Number of images, from the first, for one of several tables; null for all images of the experiment. The experiment's limit applies
    /// too.
    /// </summary>
    public int? Limit { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Methods { get; init; }

    /// <summary>Lists of methods by name, which need not be rows.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Marked<PluginCall>>> Groups { get; init; } =
        new Dictionary<string, IReadOnlyList<Marked<PluginCall>>>(StringComparer.Ordinal);

    /// <summary>The columns.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Metrics { get; init; }

    /// <summary>Place of the list of methods. Its items may be in other files, through groups.</summary>
    public SourceMark MethodsMark { get; init; }

    /// <summary>Place of the list of metrics.</summary>
    public SourceMark MetricsMark { get; init; }

    /// <summary>Full path of the CSV file with the paper's numbers, or null.</summary>
    public Marked<string>? Paper { get; init; }

    public IReadOnlyList<ClaimSpec> Claims { get; init; } = [];

    /// <summary>The expected values of a full run.</summary>
    public ExpectedValuesSpec Expected { get; init; } = ExpectedValuesSpec.None;

    /// <summary>Notes about rows.</summary>
    public IReadOnlyList<NoteSpec> Notes { get; init; } = [];

    /// <summary>The figure of the table's curves, or null.</summary>
    public CurveFigureSpec? Figure { get; init; }
}

/// <summary>A <see cref="CurveFigureLayout"/> with unresolved names.</summary>
/// <param name="Curves">The metric with the curves.</param>
/// <param name="Value">Label of the vertical axis, or null.</param>
/// <param name="Panels">The panels, from the top.</param>
public sealed record CurveFigureSpec(Marked<PluginCall> Curves, string? Value, IReadOnlyList<PanelSpec> Panels);

/// <summary>A <see cref="CurvePanel"/> with unresolved names.</summary>
public sealed record PanelSpec(string? Title, IReadOnlyList<Marked<PluginCall>> Methods);

/// <summary>A table with resolved names. Its lists are in the spec's order.</summary>
/// <param name="Spec">The spec that it was read from.</param>
/// <param name="Methods">The rows.</param>
/// <param name="Metrics">The columns.</param>
/// <param name="Claims">The claims to check.</param>
/// <param name="Figure">The figure of the table's curves, or null.</param>
public sealed record ResolvedTable(
    TableSpec Spec,
    IReadOnlyList<MethodInstance> Methods,
    IReadOnlyList<MetricInstance> Metrics,
    IReadOnlyList<Claim> Claims,
    CurveFigureLayout? Figure)
{
    /// <summary>The expected values of a full run.</summary>
    public IReadOnlyList<ExpectedValue> Expected { get; init; } = [];

    /// <summary>Notes about rows.</summary>
    public IReadOnlyList<TableNote> Notes { get; init; } = [];
}

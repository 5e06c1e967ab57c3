using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Specs;

/// <summary>An experiment as its file says it, after overrides, its names not yet looked up.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The table's caption; the file's name where the spec has none.</summary>
    public required string Title { get; init; }

    /// <summary>Rows of the table.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Methods { get; init; }

    /// <summary>Columns of the table.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Metrics { get; init; }

    /// <summary>The model and its data.</summary>
    public required SubjectSpec Subject { get; init; }

    /// <summary>Full path of the paper's numbers, or null.</summary>
    public Marked<string>? Paper { get; init; }

    /// <summary>Claims to check on the table.</summary>
    public IReadOnlyList<ClaimSpec> Claims { get; init; } = [];

    /// <summary>Number of images, from the first; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Precision of the model's arithmetic: <c>Float32</c> or <c>Float64</c>.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>Overrides that were applied, <c>key=value</c> as written.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}

/// <summary>A claim as a spec says it; <see cref="DropClaim"/> has its meaning.</summary>
/// <param name="Method">The method whose drop is large.</param>
/// <param name="Others">Those it exceeds; null for all.</param>
/// <param name="Times">How many times.</param>
/// <param name="From">The first metric.</param>
/// <param name="To">The second metric.</param>
public sealed record ClaimSpec(
    Marked<PluginCall> Method, IReadOnlyList<Marked<PluginCall>>? Others, double Times, Marked<PluginCall> From, Marked<PluginCall> To);

/// <summary>An experiment whose names are looked up: ready to plan.</summary>
/// <param name="Spec">What it was read from.</param>
/// <param name="Methods">Rows, in the spec's order.</param>
/// <param name="Metrics">Columns, in the spec's order.</param>
/// <param name="Claims">Claims, in the spec's order.</param>
public sealed record Experiment(
    ExperimentSpec Spec, IReadOnlyList<MethodInstance> Methods, IReadOnlyList<MetricInstance> Metrics, IReadOnlyList<DropClaim> Claims);

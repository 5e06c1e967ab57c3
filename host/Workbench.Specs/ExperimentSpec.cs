using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Specs.Figures;
using static TorchSharp.torch;

namespace Workbench.Specs;

/// <summary>An experiment as its file says it, after overrides, its names not yet looked up: one table or several over one subject.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>What it is called; the file's name where the spec has no title.</summary>
    public required string Title { get; init; }

    /// <summary>Its tables.</summary>
    public required IReadOnlyList<TableSpec> Tables { get; init; }

    /// <summary>Its figures of maps.</summary>
    public IReadOnlyList<MapFigureSpec> Figures { get; init; } = [];

    /// <summary>The model and its data.</summary>
    public required SubjectSpec Subject { get; init; }

    /// <summary>Number of images, from the first; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Precision of the model's arithmetic: <c>Float32</c>, <c>BFloat16</c> (products with weights alone) or <c>Float64</c>.</summary>
    public ScalarType Dtype { get; init; } = Precision.Default;

    /// <summary>Every file that it was read from: the spec, the tables it lists, what they extend, the subject, and the paper's numbers.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Overrides that were applied, <c>key=value</c> as written.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}

/// <summary>An experiment whose names are looked up: ready to plan.</summary>
/// <param name="Spec">What it was read from.</param>
/// <param name="Tables">Its tables. Methods and metrics of one name are one instance in all of them.</param>
public sealed record Experiment(ExperimentSpec Spec, IReadOnlyList<Table> Tables)
{
    /// <summary>Its figures of maps. Methods of one name are one instance in them and in the tables.</summary>
    public IReadOnlyList<MapFigure> Figures { get; init; } = [];

    /// <summary>The cells of all tables, each once.</summary>
    public IReadOnlyList<Cell> Cells { get; } =
        [
            .. Tables
                .SelectMany(table => table.Methods.SelectMany(method => table.Metrics.Select(metric => new Cell(method, metric))))
                .Distinct(),
        ];
}

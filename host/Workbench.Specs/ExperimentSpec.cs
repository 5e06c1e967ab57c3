using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Specs.Figures;
using static TorchSharp.torch;

namespace Workbench.Specs;

/// <summary>An experiment as read from its files, after overrides, with unresolved names: tables and figures over one subject.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The title; the file's name if the spec has none.</summary>
    public required string Title { get; init; }

    public required IReadOnlyList<TableSpec> Tables { get; init; }

    /// <summary>The figures of maps.</summary>
    public IReadOnlyList<MapFigureSpec> Figures { get; init; } = [];

    /// <summary>The model and its data; the first of <see cref="Subjects"/> if the spec lists several.</summary>
    public required SubjectSpec Subject { get; init; }

    /// <summary>The subjects, in the spec's order, if it lists several; else empty.</summary>
    public IReadOnlyList<SubjectSpec> Subjects { get; init; } = [];

    /// <summary>Number of images, from the first; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>Precision of the model: <c>Float32</c>, <c>BFloat16</c> (products with weights only) or <c>Float64</c>.</summary>
    public ScalarType Dtype { get; init; } = Precision.Default;

    /// <summary>All files that were read: the spec, listed tables, extended files, the subject, and files of the paper's and of expected
    /// numbers.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The applied overrides, <c>key=value</c> as written.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}

/// <summary>An experiment with resolved names, ready to plan.</summary>
/// <param name="Spec">The spec that it was read from.</param>
/// <param name="Tables">The tables. Methods and metrics with the same canonical name are the same instance in all of them.</param>
public sealed record Experiment(ExperimentSpec Spec, IReadOnlyList<ResolvedTable> Tables)
{
    /// <summary>The figures of maps. Methods with the same canonical name are the same instance in figures and tables.</summary>
    public IReadOnlyList<MapFigure> Figures { get; init; } = [];

    /// <summary>The experiment on each of its subjects; itself alone if it has one.</summary>
    public IReadOnlyList<Experiment> BySubject => Spec.Subjects.Count == 0
        ? [this]
        : [.. Spec.Subjects.Select(subject => this with { Spec = Spec with { Subject = subject, Subjects = [] } })];

    /// <summary>The cells of all tables, without repetition.</summary>
    public IReadOnlyList<Cell> Cells { get; } =
        [
            .. Tables
                .SelectMany(table => table.Methods.SelectMany(method => table.Metrics.Select(metric => new Cell(method, metric))))
                .Distinct(),
        ];
}

using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Results;

namespace Workbench.Specs.Figures;

/// <summary>A <see cref="MapFigureLayout"/> with unresolved names.</summary>
public sealed record MapFigureSpec
{
    /// <summary>Name of the figure, unique among the figures and tables of a spec.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of the figure's files, relative to the run's folder; empty for the only figure of a spec.</summary>
    public required string Folder { get; init; }

    /// <summary>The caption; empty if the spec has none.</summary>
    public required string Title { get; init; }

    public required IReadOnlyList<Marked<PluginCall>> Columns { get; init; }

    /// <summary>Captions of columns.</summary>
    public IReadOnlyList<(Marked<PluginCall> Column, string Caption)> Labels { get; init; } = [];

    public required FigureImages Images { get; init; }

    /// <summary>The classes and model states for each image.</summary>
    public required FigureRows Rows { get; init; }

    public MapScale Scale { get; init; }

    public MapSign Sign { get; init; }

    public OutputScore Scores { get; init; }

    /// <summary>Whether the objects' boxes are drawn.</summary>
    public bool Boxes { get; init; } = true;

    /// <summary>The figure with its methods created.</summary>
    /// <param name="methods">Creates the methods of a list and reports duplicates.</param>
    /// <param name="name">The canonical name of a method; null, with the problem reported, if it is unknown.</param>
    /// <param name="problems">Collects the mistakes.</param>
    internal MapFigure Resolve(
        Func<IReadOnlyList<Marked<PluginCall>>, List<MethodInstance>> methods,
        Func<Marked<PluginCall>, string?> name,
        ProblemList problems)
    {
        var made = methods(Columns);
        // If a column has no method, its problem is on the list and labels are not checked.
        var whole = made.Count == Columns.Count;
        var captions = made.Zip(Columns)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second.Value.ToString(), StringComparer.Ordinal);
        foreach (var (column, caption) in Labels)
            if (name(column) is not { } labelled) continue;
            else if (captions.ContainsKey(labelled)) captions[labelled] = caption;
            else if (whole)
                problems.Add(column.Mark, $"'labels' names '{labelled}', which is not a column{NearestName.Hint(labelled, captions.Keys)}");
        return new MapFigure(
            this,
            new MapFigureLayout(Name, Title, Images, Rows, [.. made.Select(method => new FigureColumn(method, captions[method.Name]))])
        {
            Scale = Scale,
            Sign = Sign,
            Scores = Scores,
            Boxes = Boxes,
        });
    }
}

/// <summary>A figure of maps with resolved names.</summary>
/// <param name="Spec">The spec that it was read from.</param>
/// <param name="Layout">The figure's content.</param>
public sealed record MapFigure(MapFigureSpec Spec, MapFigureLayout Layout);

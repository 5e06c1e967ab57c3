using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Results;

namespace Workbench.Specs.Figures;

/// <summary>A figure of maps as a spec says it, its names not yet looked up; <see cref="MapFigureLayout"/> has its meaning.</summary>
public sealed record MapFigureSpec
{
    /// <summary>Names it among the figures and tables of a spec.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of its files inside the run's; empty for the run's own, where the spec is a single figure.</summary>
    public required string Folder { get; init; }

    /// <summary>Its caption; empty where the spec has none.</summary>
    public required string Title { get; init; }

    /// <summary>Its columns.</summary>
    public required IReadOnlyList<Marked<PluginCall>> Columns { get; init; }

    /// <summary>Captions of columns.</summary>
    public IReadOnlyList<(Marked<PluginCall> Column, string Caption)> Labels { get; init; } = [];

    /// <summary>Which images.</summary>
    public required FigureImages Images { get; init; }

    /// <summary>What each image is asked.</summary>
    public required FigureRows Rows { get; init; }

    /// <summary>Which maps share a scale.</summary>
    public MapScale Scale { get; init; }

    /// <summary>What becomes of negative values.</summary>
    public MapSign Sign { get; init; }

    /// <summary>How outputs are written.</summary>
    public OutputScore Scores { get; init; }

    /// <summary>Whether objects are framed.</summary>
    public bool Boxes { get; init; } = true;

    /// <summary>The figure with its methods made.</summary>
    /// <param name="methods">Makes the methods of a list, in which nothing may stand twice.</param>
    /// <param name="name">The canonical name of a method; null, with the problem reported, where there is none.</param>
    /// <param name="problems">Takes what is wrong.</param>
    internal MapFigure Resolve(
        Func<IReadOnlyList<Marked<PluginCall>>, List<MethodInstance>> methods,
        Func<Marked<PluginCall>, string?> name,
        ProblemList problems)
    {
        var made = methods(Columns);
        // Where a column has no method its problem is on the list, and the caller never sees the rest.
        var whole = made.Count == Columns.Count;
        var captions = made.Zip(Columns)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second.Value.ToString(), StringComparer.Ordinal);
        foreach (var (column, caption) in Labels)
            if (name(column) is not { } labelled) continue;
            else if (captions.ContainsKey(labelled)) captions[labelled] = caption;
            else if (whole)
                problems.Add(column.Mark, $"The label is of '{labelled}', which is no column{NearestName.Hint(labelled, captions.Keys)}");
        return new MapFigure(
            this,
            new MapFigureLayout(Name, Title, Images, Rows, [.. made.Select(method => new FigureColumn(method, captions[method.Name]))])
        {
            Scale = Scale, Sign = Sign, Scores = Scores, Boxes = Boxes,
        });
    }
}

/// <summary>A figure of maps whose names are looked up.</summary>
/// <param name="Spec">What it was read from.</param>
/// <param name="Layout">What it shows.</param>
public sealed record MapFigure(MapFigureSpec Spec, MapFigureLayout Layout);

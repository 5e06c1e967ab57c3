using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Engine.Runs;

/// <summary>A figure of maps. Its rows are images, states of the model and classes. Its columns are methods.</summary>
/// <param name="Name">Base name of its files: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Title">Its caption; empty for none.</param>
/// <param name="Images">The images.</param>
/// <param name="Rows">The classes and states for each image.</param>
/// <param name="Columns">The methods, from the left.</param>
public sealed record MapFigureLayout(string Name, string Title, FigureImages Images, FigureRows Rows, IReadOnlyList<FigureColumn> Columns)
{
    /// <summary>Which maps share a colour scale. Default: none, each map has its own.</summary>
    public MapScale Scale { get; init; } = MapScale.Cell;

    /// <summary>How negative values are drawn. Default: as negative.</summary>
    public MapSign Sign { get; init; } = MapSign.Signed;

    /// <summary>How the model's output is shown beside a class name. Default: as a logit.</summary>
    public OutputScore Scores { get; init; } = OutputScore.Logit;

    /// <summary>Whether to frame the objects of a row's class in the picture. Default: true.</summary>
    public bool Boxes { get; init; } = true;
}

/// <summary>The images of a figure: named ones, or the first that match a rule.</summary>
/// <param name="Named">Ids of the data, or paths of picture files; empty if a rule chooses.</param>
/// <param name="Rule">The rule, or null.</param>
public sealed record FigureImages(IReadOnlyList<string> Named, TwoLargeObjects? Rule = null);

/// <summary>The rows of a figure for one image: states, and within each the classes.</summary>
/// <param name="Classes">
/// At least one of: class names or numbers, <c>top1</c>, <c>bottom1</c>, and <c>present1</c>, <c>present2</c>…, the classes of the image's
/// objects, the largest first.
/// </param>
/// <param name="States">
/// At least one of: <c>trained</c>, <c>half</c>, <c>full</c>, or a layer, which is redrawn with all layers above it.
/// </param>
public sealed record FigureRows(IReadOnlyList<string> Classes, IReadOnlyList<string> States)
{
    /// <summary>Standard deviation of redrawn parameters. Default: 0.1.</summary>
    public double Sigma { get; init; } = 0.1;

    /// <summary>Seed of the draws. Default: 0.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A column of a figure.</summary>
/// <param name="Method">The method.</param>
/// <param name="Caption">The text above it.</param>
public sealed record FigureColumn(MethodInstance Method, string Caption);

using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Engine.Runs;

/// <summary>A figure of maps: images, states of the model and classes make its rows, methods its columns.</summary>
/// <param name="Name">Names its files: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Title">Its caption; empty for none.</param>
/// <param name="Images">Which images.</param>
/// <param name="Rows">What each image is asked, under which states of the model.</param>
/// <param name="Columns">The methods, from the left.</param>
public sealed record MapFigureLayout(string Name, string Title, FigureImages Images, FigureRows Rows, IReadOnlyList<FigureColumn> Columns)
{
    /// <summary>Which maps share a scale of colours. Default: each has its own.</summary>
    public MapScale Scale { get; init; } = MapScale.Cell;

    /// <summary>What becomes of negative values. Default: they are drawn as such.</summary>
    public MapSign Sign { get; init; } = MapSign.Signed;

    /// <summary>How a class's output stands beside its name. Default: as a logit.</summary>
    public OutputScore Scores { get; init; } = OutputScore.Logit;

    /// <summary>Whether the objects of a row's class are framed in the picture. Default: true.</summary>
    public bool Boxes { get; init; } = true;
}

/// <summary>The images of a figure: named ones, or the first that satisfy a rule.</summary>
/// <param name="Named">Ids of the data, or paths of pictures; empty where a rule chooses.</param>
/// <param name="Rule">The rule, or null.</param>
public sealed record FigureImages(IReadOnlyList<string> Named, TwoLargeObjects? Rule = null);

/// <summary>The rows of a figure for one image: states, and within each the classes.</summary>
/// <param name="Classes">Class names or numbers, <c>top1</c>, <c>bottom1</c>, and <c>present1</c>, <c>present2</c>…: the classes of the image's objects, the largest first. At least one.</param>
/// <param name="States"><c>trained</c>, <c>half</c>, <c>full</c>, or the lowest layer that is redrawn with all above it. At least one.</param>
public sealed record FigureRows(IReadOnlyList<string> Classes, IReadOnlyList<string> States)
{
    /// <summary>Standard deviation of redrawn parameters. Default: 0.1.</summary>
    public double Sigma { get; init; } = 0.1;

    /// <summary>Seed of the draws. Default: 0.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A column of a figure.</summary>
/// <param name="Method">The method.</param>
/// <param name="Caption">What stands above it.</param>
public sealed record FigureColumn(MethodInstance Method, string Caption);

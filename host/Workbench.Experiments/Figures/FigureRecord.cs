namespace Workbench.Experiments.Figures;

/// <summary>The contents of <c>figure.json</c>: how the figure's maps were computed, and what each shows.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Title">Caption of the figure.</param>
/// <param name="Workbench">Version of the workbench.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Model">The model in words.</param>
/// <param name="Weights">SHA-256 of the weights.</param>
/// <param name="Data">Hash of the data.</param>
/// <param name="Input">Name of the input convention.</param>
/// <param name="Seed">Seed of the methods' random draws.</param>
/// <param name="Scale">Which maps share a colour scale.</param>
/// <param name="Sign">How negative values are drawn.</param>
/// <param name="Scores">The unit of outputs in captions.</param>
/// <param name="Rule">The rule that chose the images, in words, or null.</param>
/// <param name="Images">The images.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Maps">The maps, row by row.</param>
public sealed record FigureRecord(
    string Name,
    string Title,
    string Workbench,
    string Subject,
    string Model,
    string Weights,
    string Data,
    string Input,
    ulong Seed,
    string Scale,
    string Sign,
    string Scores,
    string? Rule,
    IReadOnlyList<FigureRecord.ImageEntry> Images,
    IReadOnlyList<FigureRecord.ColumnEntry> Columns,
    IReadOnlyList<FigureRecord.RowEntry> Rows,
    IReadOnlyList<FigureRecord.MapEntry> Maps)
{
    /// <summary>An image.</summary>
    /// <param name="Id">Id in the data, or the file name.</param>
    /// <param name="Width">Width of the original in pixels.</param>
    /// <param name="Height">Height of the original in pixels.</param>
    /// <param name="Objects">The annotated objects.</param>
    public sealed record ImageEntry(string Id, int Width, int Height, IReadOnlyList<ObjectEntry> Objects);

    /// <summary>An object of an image.</summary>
    /// <param name="Class">Index of the class.</param>
    /// <param name="Label">Name of the class, or null.</param>
    /// <param name="Box">Left, top, right and bottom in pixels of the original, inclusive.</param>
    public sealed record ObjectEntry(int Class, string? Label, IReadOnlyList<int> Box);

    /// <summary>A column.</summary>
    /// <param name="Method">Canonical name of the method.</param>
    /// <param name="Caption">Text above the column.</param>
    /// <param name="Code">Hash of the method's code, or null.</param>
    public sealed record ColumnEntry(string Method, string Caption, string? Code);

    /// <summary>A row.</summary>
    /// <param name="Image">Id of the image.</param>
    /// <param name="State">The state of the model as written in the spec.</param>
    /// <param name="RandomisedFrom">Lowest randomised layer, or null for the trained model.</param>
    /// <param name="Sigma">Standard deviation of randomised parameters, or null for the trained model.</param>
    /// <param name="DrawSeed">Seed of the random parameters, or null for the trained model.</param>
    /// <param name="Target">The class as written in the spec.</param>
    /// <param name="Class">Index of the class.</param>
    /// <param name="Label">Name of the class, or null.</param>
    /// <param name="Logit">Logit of the class in this state of the model.</param>
    /// <param name="Score">The output in the row's caption, or null.</param>
    public sealed record RowEntry(
        string Image,
        string State,
        string? RandomisedFrom,
        double? Sigma,
        ulong? DrawSeed,
        string Target,
        int Class,
        string? Label,
        double Logit,
        double? Score);

    /// <summary>A map.</summary>
    /// <param name="Row">Index of the row.</param>
    /// <param name="Column">Index of the column.</param>
    /// <param name="Width">Width of the raw map.</param>
    /// <param name="Height">Height of the raw map.</param>
    /// <param name="Min">Smallest value of the raw map.</param>
    /// <param name="Max">Largest value of the raw map.</param>
    /// <param name="Low">Value of the first colour.</param>
    /// <param name="High">Value of the last colour.</param>
    /// <param name="Failure">The reason why the map is missing, or null.</param>
    public sealed record MapEntry(
        int Row,
        int Column,
        int? Width,
        int? Height,
        double? Min,
        double? Max,
        double? Low,
        double? High,
        string? Failure);
}

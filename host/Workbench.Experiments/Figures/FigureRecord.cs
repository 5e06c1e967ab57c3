namespace Workbench.Experiments.Figures;

/// <summary>What <c>figure.json</c> says: how a figure's maps were made, and what each shows.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Title">Its caption.</param>
/// <param name="Workbench">Version of the workbench.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Model">The model in words.</param>
/// <param name="Weights">SHA-256 of the weights.</param>
/// <param name="Data">Hash of the data.</param>
/// <param name="Input">Input convention.</param>
/// <param name="Seed">Seed of the methods' random draws.</param>
/// <param name="Scale">Which maps share a scale.</param>
/// <param name="Sign">What became of negative values.</param>
/// <param name="Scores">How outputs are written.</param>
/// <param name="Rule">The rule that chose the images, in words, or null.</param>
/// <param name="Images">The images.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Maps">The maps, by row and column.</param>
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
    /// <param name="Id">Its name in the data, or its file's.</param>
    /// <param name="Width">Of the original, pixels.</param>
    /// <param name="Height">Of the original, pixels.</param>
    /// <param name="Objects">Its objects.</param>
    public sealed record ImageEntry(string Id, int Width, int Height, IReadOnlyList<ObjectEntry> Objects);

    /// <summary>An object of an image.</summary>
    /// <param name="Class">Index of its class.</param>
    /// <param name="Label">Name of its class, or null.</param>
    /// <param name="Box">Left, top, right and bottom in pixels of the original, both ends inclusive.</param>
    public sealed record ObjectEntry(int Class, string? Label, IReadOnlyList<int> Box);

    /// <summary>A column.</summary>
    /// <param name="Method">Canonical name.</param>
    /// <param name="Caption">What stands above it.</param>
    /// <param name="Code">Hash of the method's code.</param>
    public sealed record ColumnEntry(string Method, string Caption, string? Code);

    /// <summary>A row.</summary>
    /// <param name="Image">The image.</param>
    /// <param name="State">The state of the model, as asked.</param>
    /// <param name="RandomisedFrom">Lowest redrawn layer, or null for the trained model.</param>
    /// <param name="Sigma">Standard deviation of redrawn parameters, or null.</param>
    /// <param name="DrawSeed">Seed of the draw, or null.</param>
    /// <param name="Target">The class, as asked.</param>
    /// <param name="Class">Its index.</param>
    /// <param name="Label">Its name, or null.</param>
    /// <param name="Logit">The state's own logit of the class.</param>
    /// <param name="Score">The output as the row's caption has it, or null.</param>
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
    /// <param name="Row">Index of its row.</param>
    /// <param name="Column">Index of its column.</param>
    /// <param name="Width">Columns of the raw map.</param>
    /// <param name="Height">Rows of the raw map.</param>
    /// <param name="Min">Its smallest value.</param>
    /// <param name="Max">Its largest value.</param>
    /// <param name="Low">Value of the first colour.</param>
    /// <param name="High">Value of the last colour.</param>
    /// <param name="Failure">Why there is none, or null.</param>
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

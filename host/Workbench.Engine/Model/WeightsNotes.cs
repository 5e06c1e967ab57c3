using Workbench.Engine.Model.Files;

namespace Workbench.Engine.Model;

/// <summary>The metadata of a weights file that the workbench reads.</summary>
/// <param name="Classes">Class names from the key <c>classes</c>, with commas between them, else spaces; empty without it.</param>
/// <param name="Convention">The input convention from the key <c>convention</c>; null without it.</param>
public sealed record WeightsNotes(IReadOnlyList<string> Classes, string? Convention)
{
    internal const string ClassesKey = "classes";

    internal const string ConventionKey = "convention";

    /// <summary>Reads the notes of a file.</summary>
    /// <exception cref="WeightsException">The file is missing or of an unsupported format.</exception>
    public static WeightsNotes Read(string path)
    {
        using var file = WeightsFile.Open(path);
        return FromFile(file);
    }

    public static WeightsNotes FromFile(IWeightsFile file) =>
        new(
            Split(file.Metadata.GetValueOrDefault(ClassesKey) ?? ""),
            file.Metadata.GetValueOrDefault(ConventionKey));

    /// <summary>A converted file's metadata: the file's own, with the input convention and the class names of its card.</summary>
    /// <param name="own">The file's metadata.</param>
    /// <param name="convention">The card's input convention, or null.</param>
    /// <param name="classes">The card's class names, or none. Names with commas are left to the card.</param>
    internal static Dictionary<string, string> Metadata(
        IReadOnlyDictionary<string, string> own, string? convention, IReadOnlyList<string> classes)
    {
        var metadata = new Dictionary<string, string>(own, StringComparer.Ordinal);
        if (convention is not null) metadata[ConventionKey] = convention;
        if (classes.Count > 0 && !classes.Any(name => name.Contains(','))) metadata[ClassesKey] = string.Join(',', classes);
        return metadata;
    }

    // Names with commas between them, else with spaces.
    private static string[] Split(string names) => names.Split(
        names.Contains(',') ? ',' : ' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

using Workbench.Engine.Model.Files;

namespace Workbench.Engine.Model;

/// <summary>What a weights file says of itself in its metadata.</summary>
/// <param name="Classes">Names by class, where it has <c>classes</c> (separated by commas); else empty.</param>
/// <param name="Convention">Its input convention, where it has <c>convention</c>; else null.</param>
public sealed record WeightsNotes(IReadOnlyList<string> Classes, string? Convention)
{
    /// <summary>The key of the names by class.</summary>
    internal const string ClassesKey = "classes";

    /// <summary>The key of the input convention.</summary>
    internal const string ConventionKey = "convention";

    /// <summary>Reads the strings that a file has beside its tensors.</summary>
    /// <exception cref="WeightsException">The file is missing or in no format that is read.</exception>
    public static WeightsNotes Read(string path)
    {
        using var file = WeightsFile.Open(path);
        return Of(file);
    }

    /// <summary>The notes of an open file.</summary>
    public static WeightsNotes Of(IWeightsFile file) =>
        new(
            file.Metadata.GetValueOrDefault(ClassesKey)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [],
            file.Metadata.GetValueOrDefault(ConventionKey));
}

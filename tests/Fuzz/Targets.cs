namespace Workbench.Fuzzing;

/// <summary>All readers of external files. To fuzz another reader, write a good file and add it to the table of its kind.</summary>
public static class Targets
{
    private static readonly Dictionary<string, Func<string, IEnumerable<FuzzTarget>>> s_kinds = new(StringComparer.Ordinal)
    {
        ["images"] = _ => PictureTargets.All(),
        ["xml"] = _ => AnnotationTargets.Xml(),
        ["json"] = AnnotationTargets.Json,
        ["yaml"] = SpecTargets.All,
        ["checkpoints"] = CheckpointTargets.All,
        ["arrays"] = ListTargets.Arrays,
        ["lists"] = ListTargets.All,
    };

    public static IReadOnlyList<string> Kinds { get; } = [.. s_kinds.Keys];

    /// <summary>The targets of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="folder">Folder for the files of readers that take files; each kind has its own subfolder.</param>
    public static IReadOnlyList<FuzzTarget> GetTargets(string kind, string folder) =>
        [.. s_kinds[kind](Directory.CreateDirectory(Path.Combine(folder, kind)).FullName)];
}

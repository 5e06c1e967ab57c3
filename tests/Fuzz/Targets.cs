namespace Workbench.Fuzzing;

/// <summary>All readers of other people's files. To fuzz another one, write its good file and add it to the table of its kind.</summary>
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

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. s_kinds.Keys];

    /// <summary>The targets of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="folder">Where files of readers that take files lie; a kind has a folder of its own in it.</param>
    public static IReadOnlyList<FuzzTarget> Of(string kind, string folder) =>
        [.. s_kinds[kind](Directory.CreateDirectory(Path.Combine(folder, kind)).FullName)];
}

namespace Workbench.Specs;

/// <summary>Finds a shipped subject by its name.</summary>
public static class ShippedSubjects
{
    /// <summary>Whether a spec's <c>subject</c> is a name. A path has a separator or ends in <c>.yaml</c> or <c>.yml</c>.</summary>
    public static bool IsName(string subject) =>
        !subject.Contains('/', StringComparison.Ordinal)
        && !subject.Contains('\\', StringComparison.Ordinal)
        && Path.GetExtension(subject) is not (".yaml" or ".yml");

    /// <summary>The file of a subject, or null.</summary>
    /// <param name="name">Name of the subject.</param>
    /// <param name="specFolder">Folder of the spec that names the subject.</param>
    public static string? Find(string name, string specFolder) =>
        Folders(specFolder).Select(folder => Path.Combine(folder, name + ".yaml")).FirstOrDefault(File.Exists);

    /// <summary>The names of all subjects that <see cref="Find"/> finds from a spec's folder.</summary>
    public static IReadOnlyList<string> Names(string specFolder) =>
        [
            .. Folders(specFolder)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml"))
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Folders(string specFolder) =>
        ExperimentFolders()
            .Select(folder => Path.Combine(folder, "subjects"))
            .Prepend(Path.Combine(specFolder, "subjects"))
            .Where(Directory.Exists);

    /// <summary>The folders named <c>experiments</c> above the current folder, then above the program; the nearest first.</summary>
    internal static IEnumerable<string> ExperimentFolders() =>
        FolderAndParents(Directory.GetCurrentDirectory())
            .Concat(FolderAndParents(AppContext.BaseDirectory))
            .Select(folder => Path.Combine(folder, "experiments"))
            .Where(Directory.Exists)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> FolderAndParents(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }
}

using Workbench.Data;

namespace Workbench.Specs;

/// <summary>
/// Finds the file of a spec. A bare name such as <c>table1</c> is looked up in the current folder, then in the folders <c>experiments</c>
/// above it and above the program, as for subjects. Anything else is a path.
/// </summary>
internal static class SpecPath
{
    /// <summary>The extensions of specs.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".yaml", ".yml"];

    /// <summary>The file; the text itself if no file is found.</summary>
    public static string Find(string named)
    {
        if (File.Exists(named) || !IsBare(named)) return named;
        var places = Folders().SelectMany(folder => Extensions.Select(extension => Path.Combine(folder, named + extension)));
        return places.FirstOrDefault(File.Exists) is { } found ? SubjectFile.DisplayPath(Path.GetFullPath(found)) : named;
    }

    /// <summary>The message for a file that does not exist.</summary>
    public static string MissingFileMessage(string file)
    {
        if (!Directory.Exists(file)) return $"The file does not exist{(FindNearest(file) is { } near ? $"; did you mean '{near}'?" : ".")}";
        var first = Directory.EnumerateFiles(file, "*.yaml").Order(StringComparer.Ordinal).FirstOrDefault();
        return $"This is a folder. Name a file in it{(first is null ? "" : $", for example '{first}'")}.";
    }

    // The nearest existing path; else the nearest file with that name in a folder of specs.
    private static string? FindNearest(string file)
    {
        if (NearestFile.Find(file) is { } near) return near;
        var name = Path.GetFileName(file);
        var places = Folders().Select(folder => Path.Combine(folder, name)).ToList();
        var found = places.Find(File.Exists) ?? places.Select(NearestFile.Find).FirstOrDefault(File.Exists);
        return found is null ? null : SubjectFile.DisplayPath(Path.GetFullPath(found));
    }

    private static bool IsBare(string named) =>
        named.Length > 0
        && Path.GetFileName(named) == named
        && !named.Contains('\0', StringComparison.Ordinal)
        && !Extensions.Contains(Path.GetExtension(named));

    private static IEnumerable<string> Folders() => ShippedSubjects.ExperimentFolders().Prepend(Directory.GetCurrentDirectory());
}

using Workbench.Data;

namespace Workbench.Specs;

/// <summary>
/// The file that a user means by a spec's name. A bare name, as <c>table1</c>, is a spec's of the current folder, or of the next folder <c>experiments</c>
/// above it or above the program, as names of subjects are; anything else is a path, as it is written.
/// </summary>
internal static class SpecPath
{
    private static readonly string[] s_extensions = [".yaml", ".yml"];

    /// <summary>The file; of what is no file anywhere, the text as it is written.</summary>
    public static string Of(string named)
    {
        if (File.Exists(named) || !IsBare(named)) return named;
        var places = Folders().SelectMany(folder => s_extensions.Select(extension => Path.Combine(folder, named + extension)));
        return places.FirstOrDefault(File.Exists) is { } found ? SubjectFile.Shown(Path.GetFullPath(found)) : named;
    }

    /// <summary>What is to be said of a file that does not exist.</summary>
    public static string Missing(string file)
    {
        if (!Directory.Exists(file)) return $"There is no such file{(Near(file) is { } near ? $"; did you mean '{near}'?" : ".")}";
        var first = Directory.EnumerateFiles(file, "*.yaml").Order(StringComparer.Ordinal).FirstOrDefault();
        return $"This is a folder: name a file in it{(first is null ? "" : $", as '{first}'")}.";
    }

    // The path with its mistakes mended, else its last part where specs lie.
    private static string? Near(string file)
    {
        if (NearestFile.Of(file) is { } near) return near;
        var name = Path.GetFileName(file);
        var places = Folders().Select(folder => Path.Combine(folder, name)).ToList();
        var found = places.Find(File.Exists) ?? places.Select(NearestFile.Of).FirstOrDefault(File.Exists);
        return found is null ? null : SubjectFile.Shown(Path.GetFullPath(found));
    }

    private static bool IsBare(string named) =>
        named.Length > 0
        && Path.GetFileName(named) == named
        && !named.Contains('\0', StringComparison.Ordinal)
        && !s_extensions.Contains(Path.GetExtension(named));

    private static IEnumerable<string> Folders() => ShippedSubjects.Experiments().Prepend(Directory.GetCurrentDirectory());
}

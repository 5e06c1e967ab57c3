using Workbench.Engine;

namespace Workbench.Specs;

/// <summary>
/// The file that a user means by a spec's name. A bare name, as <c>table1</c>, is a spec's of the current folder or of the next folder <c>experiments</c> above it or above the program, as names
/// of subjects are; anything else is a path, as it is written.
/// </summary>
internal static class SpecPath
{
    private static readonly string[] s_extensions = [".yaml", ".yml"];

    /// <summary>The file; of what is no file anywhere, the text as it is written.</summary>
    public static string Of(string named)
    {
        if (File.Exists(named) || !IsBare(named)) return named;
        return Folders().SelectMany(folder => s_extensions.Select(extension => Path.Combine(folder, named + extension))).FirstOrDefault(File.Exists) is { } found ? SubjectFile.Shown(Path.GetFullPath(found)) : named;
    }

    /// <summary>What is to be said of a file that does not exist.</summary>
    public static string Missing(string file)
    {
        if (Directory.Exists(file))
            return $"This is a folder: name a file in it{(Directory.EnumerateFiles(file, "*.yaml").Order(StringComparer.Ordinal).FirstOrDefault() is { } first ? $", as '{first}'" : "")}.";
        return $"There is no such file{(Near(file) is { } near ? $"; did you mean '{near}'?" : ".")}";
    }

    // The path with its mistakes, and then its last part where specs lie.
    private static string? Near(string file) =>
        NearestFile.Of(file) ?? Folders().Select(folder => NearestFile.Of(Path.Combine(folder, Path.GetFileName(file)))).OfType<string>().Where(File.Exists).Select(near => SubjectFile.Shown(Path.GetFullPath(near))).FirstOrDefault();

    private static bool IsBare(string named) => named.Length > 0 && Path.GetFileName(named) == named && !named.Contains('\0', StringComparison.Ordinal) && !s_extensions.Contains(Path.GetExtension(named));

    private static IEnumerable<string> Folders() => ShippedSubjects.Experiments().Prepend(Directory.GetCurrentDirectory());
}

namespace Workbench.Data;

/// <summary>
/// Finds the file or folder that a mistyped path probably meant. Each part that does not exist is replaced by the nearest name.
/// </summary>
public static class NearestFile
{
    // Limits the time spent in very large folders.
    private const int MostEntries = 5000;
    private const int LongestName = 100;

    /// <summary>"; did you mean 'x'?" if a similar path exists, else ".".</summary>
    /// <param name="path">A path that does not exist, as written.</param>
    public static string Hint(string path) => Find(path) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <summary>The most similar path, relative or absolute as the given one; or null.</summary>
    /// <param name="path">A path that does not exist, as written.</param>
    public static string? Find(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || Path.Exists(path)) return null;
        try
        {
            var at = Path.GetPathRoot(path) ?? "";
            char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
            foreach (var part in path[at.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries))
            {
                var next = Path.Combine(at, part);
                if (!Path.Exists(next))
                {
                    if (Near(at, part) is not { } name) return null;
                    next = Path.Combine(at, name);
                }
                at = next;
            }
            return Path.Exists(at) ? at : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Near(string folder, string name)
    {
        var place = folder.Length == 0 ? Environment.CurrentDirectory : folder;
        var written = Stem(name);
        if (!Directory.Exists(place) || written.Length is 0 or > LongestName) return null;
        // Compares the names without extensions, as most files share one. The extension decides between equally near names.
        var best = Directory.EnumerateFileSystemEntries(place).Take(MostEntries).Select(entry => Path.GetFileName(entry))
            .Where(entry => entry.Length <= LongestName && Stem(entry).Length > 0)
            .Select(entry => (Name: entry, Distance: NearestName.Distance(written, Stem(entry))))
            .OrderBy(entry => entry.Distance).ThenBy(entry => Path.GetExtension(entry.Name) != Path.GetExtension(name))
            .ThenBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, written.Length / 3) && best.Distance < written.Length
            ? best.Name
            : null;
    }

    private static string Stem(string name) => Path.GetFileNameWithoutExtension(name).ToLowerInvariant();
}

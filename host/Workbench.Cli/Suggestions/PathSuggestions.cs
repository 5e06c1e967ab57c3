namespace Workbench.Cli.Suggestions;

/// <summary>Files and folders that complete a path. A folder ends with a slash, so that typing can go on.</summary>
internal static class PathSuggestions
{
    // Limits the time spent in very large folders.
    private const int MostEntries = 5000;

    /// <summary>The folders, and the files with one of the endings.</summary>
    /// <param name="typed">The path as typed, relative to the current folder.</param>
    /// <param name="endings">For example <c>.yaml</c>, in any case; none: all files.</param>
    public static IEnumerable<string> Files(string typed, params string[] endings) => Entries(typed, entry =>
        entry is DirectoryInfo
        || endings.Length == 0
        || endings.Any(ending => entry.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The folders alone.</summary>
    /// <param name="typed">The path as typed, relative to the current folder.</param>
    public static IEnumerable<string> Folders(string typed) => Entries(typed, entry => entry is DirectoryInfo);

    private static IReadOnlyList<string> Entries(string typed, Func<FileSystemInfo, bool> isWanted)
    {
        var name = Path.GetFileName(typed);
        var before = typed[..^name.Length];
        try
        {
            return
            [
                .. new DirectoryInfo(FolderOf(before))
                    .EnumerateFileSystemInfos()
                    .Take(MostEntries)
                    .Where(entry => entry.Name.StartsWith(name, StringComparison.Ordinal) && (name.Length > 0 || entry.Name[0] != '.'))
                    .Where(isWanted)
                    .Select(entry => before + entry.Name + (entry is DirectoryInfo ? "/" : ""))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];   // the folder does not exist or cannot be read
        }
    }

    // The shell does not replace the tilde of a word that is still typed.
    private static string FolderOf(string before) => before switch
    {
        "" => Environment.CurrentDirectory,
        ['~', '/', .. var rest] => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), rest),
        _ => before,
    };
}

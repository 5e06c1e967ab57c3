namespace Workbench.Scripting.Repl;

/// <summary>The submissions of this and earlier sessions, newest last, in a file that several sessions can share.</summary>
public sealed class ReplHistory
{
    private readonly string _file;
    private readonly int _limit;
    private readonly List<string> _entries;

    /// <summary>Reads the file. An unreadable file gives an empty history.</summary>
    /// <param name="file">The file: a submission per line, with escaped line breaks.</param>
    /// <param name="limit">Number of submissions to keep.</param>
    public ReplHistory(string file, int limit = 1000) => (_file, _limit, _entries) = (file, limit, [.. ReadEntries(file).TakeLast(limit)]);

    /// <summary>The submissions, newest last.</summary>
    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Adds a submission, unless it is blank or equals the last one, and writes the file. Write errors are ignored.</summary>
    /// <param name="submission">The submission.</param>
    public void Add(string submission)
    {
        if (submission.Trim().Length == 0 || (_entries is [.., var last] && last == submission)) return;
        _entries.Add(submission);
        if (_entries.Count > _limit) _entries.RemoveAt(0);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
            var own = $"{_file}.{Guid.NewGuid():N}";
            // Read the file again, as another session may have written to it.
            File.WriteAllLines(own, ReadEntries(_file).Append(submission).TakeLast(_limit).Select(Escape));
            File.Move(own, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The session continues without a stored history.
        }
    }

    private static IEnumerable<string> ReadEntries(string file)
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadLines(file).Select(Unescape)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Escape(string text) => text.ReplaceLineEndings("\n").Replace(@"\", @"\\").Replace("\n", @"\n");

    private static string Unescape(string line) => string.Join('\\', line.Split(@"\\").Select(piece => piece.Replace(@"\n", "\n")));
}

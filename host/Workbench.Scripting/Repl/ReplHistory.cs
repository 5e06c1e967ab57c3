namespace Workbench.Scripting.Repl;

/// <summary>The submissions of earlier sessions and of this one, the newest last, kept in a file that several sessions may share.</summary>
public sealed class ReplHistory
{
    private readonly string _file;
    private readonly int _limit;
    private readonly List<string> _entries;

    /// <summary>Reads the file; a history that cannot be read is empty.</summary>
    /// <param name="file">One submission a line, its line breaks escaped.</param>
    /// <param name="limit">How many submissions are kept.</param>
    public ReplHistory(string file, int limit = 1000) => (_file, _limit, _entries) = (file, limit, [.. Stored(file).TakeLast(limit)]);

    /// <summary>The submissions, the newest last.</summary>
    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Adds a submission, unless it is the last one again, and writes the file; one that cannot be written is let be.</summary>
    /// <param name="submission">What was typed.</param>
    public void Add(string submission)
    {
        if (submission.Trim().Length == 0 || (_entries is [.., var last] && last == submission)) return;
        _entries.Add(submission);
        if (_entries.Count > _limit) _entries.RemoveAt(0);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
            var own = $"{_file}.{Guid.NewGuid():N}";
            // Another session may have written since.
            File.WriteAllLines(own, Stored(_file).Append(submission).TakeLast(_limit).Select(Escaped));
            File.Move(own, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The session goes on without.
        }
    }

    private static IEnumerable<string> Stored(string file)
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadLines(file).Select(Unescaped)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Escaped(string text) => text.ReplaceLineEndings("\n").Replace(@"\", @"\\").Replace("\n", @"\n");

    private static string Unescaped(string line) => string.Join('\\', line.Split(@"\\").Select(piece => piece.Replace(@"\n", "\n")));
}

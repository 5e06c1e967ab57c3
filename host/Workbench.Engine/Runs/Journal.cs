using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Engine.Runs;

/// <summary>
/// What a run has done, one line of JSON per image, appended and flushed as soon as the image is done: an interrupted run loses at most the
/// line being written, which is dropped on the next start.
/// </summary>
public sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private readonly FileStream _file;
    private readonly Dictionary<string, JournalEntry> _done = new(StringComparer.Ordinal);

    private Journal(FileStream file) => _file = file;

    /// <summary>Images done, by id.</summary>
    public IReadOnlyDictionary<string, JournalEntry> Done => _done;

    /// <summary>What differed from the run that the folder held before, which was moved aside; empty where none was.</summary>
    public IReadOnlyList<string> Superseded { get; private init; } = [];

    /// <summary>Folder where an earlier, different run's files were moved, or null.</summary>
    public string? SupersededFolder { get; private init; }

    /// <summary>Opens a run's journal, or starts one. A journal of another key is moved aside with its tables, never overwritten.</summary>
    /// <param name="folder">The run's folder; made if missing.</param>
    /// <param name="key">What the rows depend on.</param>
    /// <exception cref="RunStoreException">The folder cannot be written, or another run has it open.</exception>
    public static Journal Open(string folder, RunKey key)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "journal.jsonl");
            var (entries, length, found) = File.Exists(path) ? Read(path) : ([], 0, null);
            IReadOnlyList<string> differences = found is null ? [] : key.Differences(found);
            string? aside = null;
            if (found is not null && differences.Count > 0)
            {
                aside = MoveAside(folder, found);
                (entries, length, found) = ([], 0, null);
            }
            // Only FileShare.None locks on every system: Unix ignores FileShare.Read for a writer.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.SetLength(length);   // drops a line that was cut off
            file.Position = length;
            var journal = new Journal(file) { Superseded = differences, SupersededFolder = aside };
            foreach (var entry in entries) journal._done[entry.Sample] = entry;
            if (found is null) journal.WriteLine(key);
            return journal;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, error);
        }
    }

    /// <summary>Adds an image, on disk when this returns.</summary>
    /// <exception cref="RunStoreException">The disk is full or the folder has gone; what was added before is safe.</exception>
    public void Append(JournalEntry entry)
    {
        try
        {
            WriteLine(entry);
            _done[entry.Sample] = entry;
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)   // the latter where a file may not grow any more
        {
            throw Unwritable(Path.GetDirectoryName(_file.Name)!, error);
        }
    }

    // Unbuffered: what cannot be written fails here, and not once more when the file is closed.
    private void WriteLine<T>(T value) => _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(value, s_json), (byte)'\n']);

    private static (List<JournalEntry> Entries, long Length, RunKey? Key) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var entries = new List<JournalEntry>();
        RunKey? key = null;
        var start = 0;
        for (int end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            try
            {
                var line = bytes.AsSpan(start, end - start);
                if (key is null) key = JsonSerializer.Deserialize<RunKey>(line, s_json);
                else if (JsonSerializer.Deserialize<JournalEntry>(line, s_json) is { } entry) entries.Add(entry);
            }
            catch (JsonException)
            {
                break;   // all before a damaged line is good
            }
        }
        return (entries, key is null ? 0 : start, key);
    }

    private static string MoveAside(string folder, RunKey old)
    {
        var aside = Path.Combine(folder, $"superseded-{old.Short}");
        for (var n = 2; Directory.Exists(aside); n++) aside = Path.Combine(folder, $"superseded-{old.Short}-{n}");
        Directory.CreateDirectory(aside);
        foreach (var file in Directory.GetFiles(folder)) File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        // The tables of a run of several; older runs that stand aside stay where they are.
        foreach (var table in Directory.GetDirectories(folder).Where(inner => File.Exists(Path.Combine(inner, "table.csv")) && !File.Exists(Path.Combine(inner, "journal.jsonl"))))
            Directory.Move(table, Path.Combine(aside, Path.GetFileName(table)));
        return aside;
    }

    private static RunStoreException Unwritable(string folder, Exception error) =>
        new($"The output folder '{folder}' cannot be written: {error.Message} Free the space, close the other run, or name another folder with --out.");

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}

/// <summary>One image's results.</summary>
/// <param name="Sample">The image.</param>
/// <param name="Cells">Rows by cell; empty where the image could not be read.</param>
/// <param name="Error">Why the image could not be read, or null.</param>
public sealed record JournalEntry(string Sample, IReadOnlyList<JournalCell> Cells, string? Error = null);

/// <summary>One image's rows in one cell.</summary>
/// <param name="Cell">Index in <see cref="RunKey.Cells"/>.</param>
/// <param name="Rows">Class and value of each scored pair.</param>
/// <param name="Skipped">Class and reason of each pair without a score.</param>
public sealed record JournalCell(int Cell, IReadOnlyList<JournalRow> Rows, IReadOnlyList<JournalSkip> Skipped);

/// <summary>A scored pair.</summary>
/// <param name="C">The class, or null.</param>
/// <param name="V">The value.</param>
/// <param name="S">The model's state, or null.</param>
public sealed record JournalRow(int? C, double V, string? S = null);

/// <summary>A pair without a score.</summary>
/// <param name="C">The class, or null.</param>
/// <param name="R">The reason.</param>
/// <param name="S">The model's state, or null.</param>
/// <param name="F">Whether a plugin failed there, which no metric says of itself.</param>
public sealed record JournalSkip(int? C, string R, string? S = null, bool F = false);

/// <summary>A run's folder cannot be read or written.</summary>
public sealed class RunStoreException(string message) : Exception(message);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Engine.Runs;

/// <summary>
/// A store's file, <c>journal.jsonl</c>: one line of JSON per cell when it first appears, and one per image and batch, appended and flushed as soon as they are done. An
/// interrupted run loses at most the line being written, which is dropped on the next start.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int Version = 2;
    private const string Name = "journal.jsonl";
    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private static readonly byte[] s_head = Line(new Head(Version));

    private readonly FileStream _lock, _file;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private Journal(FileStream @lock, FileStream file) => (_lock, _file) = (@lock, file);

    private sealed record Head(int Journal);
    private sealed record Key(string Metric, string Method, IReadOnlyDictionary<string, string> Parts);
    private sealed record Entry(string Sample, IReadOnlyList<JournalCell> Cells, string? Error = null);

    /// <summary>Where a journal went that this version cannot read, or null.</summary>
    public string? SetAside { get; private init; }

    /// <summary>Opens a folder's journal, or starts one, and reads it.</summary>
    public static (Journal Journal, IReadOnlyList<JournalLine> Lines) Open(string folder)
    {
        FileStream? locked = null;
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, Name);
            // Only FileShare.None locks on every system: Unix ignores FileShare.Read for a writer. The journal itself stays readable.
            locked = new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            var (lines, length) = Parse(path);
            string? aside = null;
            if (lines is null)
            {
                for (var i = 1; aside is null || File.Exists(aside); i++) aside = Path.Combine(folder, $"journal-{i}.jsonl.old");
                File.Move(path, aside);
                (lines, length) = ([], 0);
            }
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.SetLength(length);   // drops a line that was cut off
            file.Position = length;
            var journal = new Journal(locked, file) { SetAside = aside };
            foreach (var line in lines)
                if (line.Key is { } key) journal._numbers.TryAdd(key.Id, journal._numbers.Count);
            if (length == 0) file.Write(s_head);
            return (journal, lines);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            locked?.Dispose();
            throw Unwritable(folder, error);
        }
    }

    /// <summary>What a folder's journal holds; nothing where there is none.</summary>
    public static IReadOnlyList<JournalLine> Read(string folder) => Parse(Path.Combine(folder, Name)).Lines ?? [];

    /// <summary>Adds an image's cells, on disk when this returns.</summary>
    public void Append(string sample, IReadOnlyList<(CellKey Key, StoredCell Cell)> cells)
    {
        if (cells.Count == 0) return;
        try
        {
            foreach (var (key, _) in cells)
                if (_numbers.TryAdd(key.Id, _numbers.Count)) WriteLine(new Key(key.Metric, key.Method, key.Parts));
            WriteLine(new Entry(sample, [.. cells.Select(cell => new JournalCell(_numbers[cell.Key.Id], cell.Cell.Rows, cell.Cell.Skipped))], cells[0].Cell.Error));
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)   // the latter where a file may not grow any more
        {
            throw Unwritable(Path.GetDirectoryName(_file.Name)!, error);
        }
    }

    // Unbuffered: what cannot be written fails here, and not once more when the file is closed.
    private void WriteLine<T>(T value) => _file.Write(Line(value));

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, s_json), (byte)'\n'];

    // Null where the first line is no head of this version.
    private static (List<JournalLine>? Lines, long Length) Parse(string path)
    {
        if (!File.Exists(path)) return ([], 0);
        byte[] bytes;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        var lines = new List<JournalLine>();
        var (start, keys, headed) = (0, 0, false);
        for (int end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            try
            {
                var text = bytes.AsSpan(start, end - start);
                if (!headed)
                {
                    if (JsonSerializer.Deserialize<Head>(text, s_json)?.Journal != Version) return (null, 0);
                    headed = true;
                }
                else if (text.StartsWith("{\"Metric\""u8))
                {
                    if (JsonSerializer.Deserialize<Key>(text, s_json) is not { Metric: not null, Method: not null, Parts: not null } key) break;
                    lines.Add(new JournalLine(new CellKey(key.Metric, key.Method, key.Parts), null, [], null));
                    keys++;
                }
                else
                {
                    if (JsonSerializer.Deserialize<Entry>(text, s_json) is not { Sample: not null, Cells: not null } entry) break;
                    if (entry.Cells.Any(cell => cell is not { Rows: not null, Skipped: not null } || cell.Cell < 0 || cell.Cell >= keys)) break;
                    lines.Add(new JournalLine(null, entry.Sample, entry.Cells, entry.Error));
                }
            }
            catch (JsonException)
            {
                if (!headed) return (null, 0);
                break;   // all before a damaged line is good
            }
        }
        return headed || s_head.AsSpan().StartsWith(bytes) ? (lines, start) : (null, 0);   // a head that was cut off is begun again
    }

    private static RunStoreException Unwritable(string folder, Exception error) =>
        new($"The output folder '{folder}' cannot be written: {error.Message} Free the space, close the other run, or name another folder with --out.");

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }
}

/// <summary>A line of a journal: a cell's key, or an image's rows in cells by their number, which counts the keys.</summary>
internal sealed record JournalLine(CellKey? Key, string? Sample, IReadOnlyList<JournalCell> Cells, string? Error);

/// <summary>One image's rows in one cell, as its line has them.</summary>
internal sealed record JournalCell(int Cell, IReadOnlyList<JournalRow> Rows, IReadOnlyList<JournalSkip> Skipped);

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

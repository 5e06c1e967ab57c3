using System.Text.Json;

namespace Workbench.Data.Downloads;

/// <summary>
/// The place of a pullable file on this machine: <c>pulled/NAME/FILE</c> in the cache. A file that was put there by hand counts as one that was fetched: it is checked once, and <c>FILE.checked</c> beside it
/// remembers the finding for as long as the file's size and time stay the same.
/// </summary>
public sealed class PulledFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="item">What it is.</param>
    /// <param name="folder">The folder of all pulled files; default: the cache's.</param>
    public PulledFile(Pullable item, string? folder = null) =>
        (Item, Path) = (item, System.IO.Path.Combine(folder ?? CacheFolders.Pulled, item.Name, item.File));

    /// <summary>What it is.</summary>
    public Pullable Item { get; }

    /// <summary>Where it lies or should lie, a full path.</summary>
    public string Path { get; }

    /// <summary>Whether it is there; what it is, <see cref="Fault"/> says.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>How many bytes of it are there, of a broken-off transfer too.</summary>
    public long Length => Exists ? new FileInfo(Path).Length : File.Exists(Partial) ? new FileInfo(Partial).Length : 0;

    /// <summary>Whether it is there and known to be the right one.</summary>
    public bool IsChecked => Recall() is not null;

    /// <summary>How the user gets it elsewhere: a sentence.</summary>
    public string Elsewhere =>
        $"Get {Item.File} from {Item.Url} on another machine, or from a mirror, and put it at '{Path}', or give it to 'workbench pull {Item.Name} --from FILE-OR-URL'.";

    internal string Partial => Path + ".partial";

    private string Memory => Path + ".checked";

    /// <summary>The file that lies at a path, or should, where that is one of the cache's pulled files; else null.</summary>
    public static PulledFile? At(string path) =>
        Pullables.All.Select(item => new PulledFile(item)).FirstOrDefault(file => file.Path == path);

    /// <summary>What is wrong with the file that is there: a sentence, or null where it is the right one.</summary>
    /// <param name="again">Whether to look at it again although it is known.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public string? Fault(bool again = false, CancellationToken cancel = default)
    {
        if (!again && IsChecked) return null;
        var finding = Item.Proof.Of(Path, cancel);
        if (!finding.Holds)
            return $"'{Path}' is not {Item.Name}: it has {finding.Found} where {Item.Proof.Expected} is expected. 'workbench pull {Item.Name} --force' replaces it.";
        Remember(finding.Found, Recall()?.From);
        return null;
    }

    /// <summary>What it was found to have, if it is known.</summary>
    public string? Found => Recall()?.Found;

    /// <summary>Writes down what the file was found to have. Where that cannot be written, it will be found again.</summary>
    internal void Remember(string found, string? from)
    {
        var info = new FileInfo(Path);
        try
        {
            WholeFile.Write(Memory, file =>
                JsonSerializer.Serialize(file, new Known(Item.Proof.Expected, found, info.Length, info.LastWriteTimeUtc, from), s_json));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private Known? Recall()
    {
        var info = new FileInfo(Path);
        try
        {
            using var file = File.OpenRead(Memory);
            return
                JsonSerializer.Deserialize<Known>(file, s_json) is { } known
                && known.Expected == Item.Proof.Expected
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

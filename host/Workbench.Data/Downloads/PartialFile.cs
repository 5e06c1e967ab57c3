using System.Net.Http.Headers;
using System.Text.Json;

namespace Workbench.Data.Downloads;

/// <summary>The file, and its version, that a partial file belongs to.</summary>
/// <param name="Url">Where it came from: a URL or a path.</param>
/// <param name="Tag">The version's ETag, if the server sends one.</param>
/// <param name="Modified">When the version was last modified, if the server sends it.</param>
/// <param name="Total">Length of the whole file in bytes, if the server sends it.</param>
internal sealed record PartialFileOrigin(string Url, string? Tag, DateTimeOffset? Modified, long? Total)
{
    /// <summary>
    /// The <c>If-Range</c> condition that asks a server for the rest of this version only; null if nothing tells versions apart.
    /// </summary>
    public RangeConditionHeaderValue? Condition =>
        Tag is not null && EntityTagHeaderValue.TryParse(Tag, out var tag) && !tag.IsWeak ? new(tag)
        : Modified is { } modified ? new(modified)
        : null;
}

/// <summary>An unfinished download. A note beside it records its origin, so that a later process can resume it.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    /// <summary>Opens the partial file, or creates an empty one.</summary>
    public PartialFile(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Origin = ReadNote();
        if (Origin is null || _file.Length > (Origin.Total ?? long.MaxValue)) Clear();
        _file.Position = _file.Length;
        InitialLength = Length;
    }

    /// <summary>The origin of the bytes; null if unknown, and then the file is empty.</summary>
    public PartialFileOrigin? Origin { get; private set; }

    /// <summary>Number of bytes received.</summary>
    public long Length => _file.Position;

    /// <summary>Number of those bytes that were there before this object was made.</summary>
    public long InitialLength { get; private set; }

    public bool IsWhole => Origin?.Total == Length;

    private string Note => _path + ".json";

    /// <summary>Starts again from byte 0 with another version.</summary>
    public void Begin(PartialFileOrigin of)
    {
        Clear();
        AtomicFile.Write(Note, file => JsonSerializer.Serialize(file, of));
        Origin = of;
    }

    /// <exception cref="PullException">The disk is full or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        // .NET throws ArgumentOutOfRangeException if the file may not grow any more.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            var why = error is ArgumentOutOfRangeException ? "no space is left" : error.Message.TrimEnd('.');
            throw new PullException(
                $"'{_path}' cannot be written: {why}. The part received so far is kept. Free some space and pull again.", error);
        }
    }

    /// <summary>Discards the bytes received.</summary>
    public void Clear()
    {
        File.Delete(Note);
        _file.SetLength(0);
        _file.Position = 0;
        (Origin, InitialLength) = (null, 0);
    }

    /// <summary>Moves the complete file to its final place in one step.</summary>
    public void MoveTo(string path)
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path, path, overwrite: true);
        File.Delete(Note);
    }

    /// <summary>Deletes the partial file and its note.</summary>
    public void Delete()
    {
        _file.Dispose();
        File.Delete(_path);
        File.Delete(Note);
    }

    public void Dispose() => _file.Dispose();

    private PartialFileOrigin? ReadNote()
    {
        try
        {
            using var note = File.OpenRead(Note);
            return JsonSerializer.Deserialize<PartialFileOrigin>(note);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

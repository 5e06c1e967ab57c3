using System.Net.Http.Headers;
using System.Text.Json;

namespace Workbench.Data.Downloads;

/// <summary>Which version of which file a part is of.</summary>
/// <param name="Url">Where it came from.</param>
/// <param name="Tag">The version's ETag, if the server names one.</param>
/// <param name="Modified">When the version was made, if the server says so.</param>
/// <param name="Total">How many bytes the whole has, if the server says so.</param>
internal sealed record PartOf(string Url, string? Tag, DateTimeOffset? Modified, long? Total)
{
    /// <summary>Asks a server for the rest of this version only; null where nothing tells versions apart.</summary>
    public RangeConditionHeaderValue? Condition =>
        Tag is not null && EntityTagHeaderValue.TryParse(Tag, out var tag) && !tag.IsWeak ? new(tag)
        : Modified is { } modified ? new(modified)
        : null;
}

/// <summary>A file that is not whole yet, with a note beside it that says what it is part of: whoever comes later goes on where this one stopped.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    /// <summary>Opens what is there, or begins with nothing.</summary>
    public PartialFile(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Of = ReadNote();
        if (Of is null || _file.Length > (Of.Total ?? long.MaxValue)) Clear();
        _file.Position = _file.Length;
        WasHere = Length;
    }

    /// <summary>What it is part of; null where that is not known, and then it is empty.</summary>
    public PartOf? Of { get; private set; }

    /// <summary>How many bytes are here.</summary>
    public long Length => _file.Position;

    /// <summary>How many of them are from before this object.</summary>
    public long WasHere { get; private set; }

    public bool IsWhole => Of?.Total == Length;

    private string Note => _path + ".json";

    /// <summary>Begins afresh with another version.</summary>
    public void Begin(PartOf of)
    {
        Clear();
        WholeFile.Write(Note, file => JsonSerializer.Serialize(file, of));
        Of = of;
    }

    /// <exception cref="PullException">The disk is full, or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        // The last is the base library's word for a file that may not grow any more.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            var why = error is ArgumentOutOfRangeException ? "no space is left for it" : error.Message.TrimEnd('.');
            throw new PullException($"'{_path}' cannot be written: {why}. What has come is kept: make room and pull again.", error);
        }
    }

    /// <summary>Throws away what is here.</summary>
    public void Clear()
    {
        File.Delete(Note);
        _file.SetLength(0);
        _file.Position = 0;
        (Of, WasHere) = (null, 0);
    }

    /// <summary>Makes it the file that it is all of, in one step.</summary>
    public void MoveTo(string path)
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path, path, overwrite: true);
        File.Delete(Note);
    }

    /// <summary>Deletes it.</summary>
    public void Delete()
    {
        _file.Dispose();
        File.Delete(_path);
        File.Delete(Note);
    }

    public void Dispose() => _file.Dispose();

    private PartOf? ReadNote()
    {
        try
        {
            using var note = File.OpenRead(Note);
            return JsonSerializer.Deserialize<PartOf>(note);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

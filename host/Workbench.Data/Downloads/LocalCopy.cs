namespace Workbench.Data.Downloads;

/// <summary>Copies a file of this machine, a stick or a share.</summary>
internal static class LocalCopy
{
    private const int Chunk = 1 << 20;

    // It is looked at before it takes the place of what has come from elsewhere.
    /// <exception cref="PullException">It is not the file, cannot be read, or there is no room.</exception>
    public static void Into(PartialFile partial, PulledFile file, string path, PullNews news, CancellationToken cancel)
    {
        using var source = Open(path);
        var finding = file.Item.Proof.Of(path, cancel);
        if (!finding.Holds)
            throw new PullException(
                $"'{path}' is not {file.Item.File}: it has {finding.Found} where {file.Item.Proof.Expected} is expected.");
        HttpFetch.RequireRoom(file, source.Length);
        partial.Begin(new PartOf(path, null, null, null));
        var chunk = new byte[Chunk];
        for (int read; (read = Read(source, chunk)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            partial.Append(chunk.AsSpan(0, read));
            news.Progress(new(partial.Length, source.Length));
        }
    }

    private static FileStream Open(string path)
    {
        if (!File.Exists(path)) throw new PullException($"There is no file '{path}'.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PullException($"'{path}' cannot be read: {error.Message}", error);
        }
    }

    private static int Read(FileStream source, byte[] chunk)
    {
        try
        {
            return source.Read(chunk);
        }
        catch (IOException error)
        {
            throw new PullException($"'{source.Name}' cannot be read: {error.Message}", error);
        }
    }
}

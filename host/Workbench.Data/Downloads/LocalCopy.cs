namespace Workbench.Data.Downloads;

/// <summary>Copies a file from this machine, a removable disk or a network share.</summary>
internal static class LocalCopy
{
    private const int Chunk = 1 << 20;

    /// <summary>Checks the source before it replaces anything fetched from elsewhere, then copies it.</summary>
    /// <exception cref="PullException">It is not the right file, it cannot be read, or there is too little room.</exception>
    public static void CopyInto(PartialFile partial, PulledFile file, string path, PullReporter news, CancellationToken cancel)
    {
        using var source = Open(path);
        var finding = file.Item.Check.Run(path, cancel);
        if (!finding.IsRightFile)
            throw new PullException(
                $"'{path}' is not {file.Item.File}: expected {file.Item.Check.Expected}, found {finding.Found}.");
        HttpFetch.RequireRoom(file, source.Length);
        partial.Begin(new PartialFileOrigin(path, null, null, null));
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
        if (!File.Exists(path)) throw new PullException($"The file '{path}' does not exist.");
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

namespace Workbench.Data;

/// <summary>Writes files atomically.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; a reader sees the old or the new content, never a part.</summary>
    /// <param name="path">The file; its folder is created if missing.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        var created = Create(path, unfinished);
        try
        {
            using (created) write(created);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error)
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
            if (error is IOException && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
                throw new IOException(
                    $"'{path}' cannot be written: its folder was moved or deleted meanwhile. Run the same command again.",
                    error);
            // .NET throws ArgumentOutOfRangeException if the file may not grow any more.
            if (error is ArgumentOutOfRangeException) throw new IOException($"'{path}' cannot be written: no space is left.", error);
            throw;
        }
    }

    /// <summary>Checks that a file can be written, before long work on its content. Its folder is created if missing.</summary>
    /// <param name="path">The file, which stays as it is.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write it.</exception>
    public static void CheckCanWrite(string path)
    {
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        Create(path, unfinished).Dispose();
        File.Delete(unfinished);
    }

    private static FileStream Create(string path, string unfinished)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        try
        {
            if (folder is not null) Directory.CreateDirectory(folder);
            return File.Create(unfinished);
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException || File.Exists(folder))
        {
            // As /proc, or a file in place of the folder. The system's message would name the unfinished file.
            throw new IOException($"'{path}' cannot be written: no file can be created in the folder '{folder}'.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            // The system's message would name the unfinished file.
            throw new UnauthorizedAccessException(
                $"'{path}' cannot be written: you have no permission to write its folder. Ask its owner, or name another place with --out.",
                error);
        }
    }
}

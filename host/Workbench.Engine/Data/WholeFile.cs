namespace Workbench.Engine.Data;

/// <summary>Writes a file whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes a file; a reader sees the old one or the new one, never half of it.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = File.Create(unfinished)) write(file);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error)
        {
            File.Delete(unfinished);
            // The base library's word for a file that may not grow any more.
            if (error is ArgumentOutOfRangeException) throw new IOException($"'{path}' cannot be written: no space is left for it.", error);
            throw;
        }
    }
}

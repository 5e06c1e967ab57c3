namespace Workbench.Data.Files;

/// <summary>Reads the bytes of a data set's files.</summary>
internal static class FileBytes
{
    /// <summary>Size limit of a file, bytes.</summary>
    public const int MaxLength = 512 << 20;

    /// <param name="path">The file.</param>
    /// <param name="what">The kind of file, for messages: "image".</param>
    /// <exception cref="DataException">The file is missing, too large or cannot be read; the message names it.</exception>
    public static byte[] Read(string path, string what)
    {
        try
        {
            RegularFile.Require(path);
            if (new FileInfo(path) is { Exists: true } file) RequireSmall(file.Length, path, what);
            return File.ReadAllBytes(path);
        }
        catch (ArgumentException error)
        {
            throw new DataException($"The {what} '{path}' has an invalid name.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw error is FileNotFoundException or DirectoryNotFoundException
                ? new DataException($"The {what} '{path}' does not exist.", error)
                : new DataException($"The {what} '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads a part of a file. Safe to call from several threads.</summary>
    /// <exception cref="IOException">The file cannot be read, or ends before the part does.</exception>
    public static byte[] ReadPart(string path, long offset, int length)
    {
        using var file = File.OpenHandle(path);
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0) throw new EndOfStreamException($"'{path}' is shorter than it was.");
            done += read;
        }
        return bytes;
    }

    /// <summary>Throws a <see cref="DataException"/> if a file is larger than <see cref="MaxLength"/>.</summary>
    public static void RequireSmall(long length, string path, string what)
    {
        if (length > MaxLength) throw new DataException($"The {what} '{path}' is too large: {length:N0} bytes, more than {MaxLength:N0}.");
    }
}

namespace Workbench.Data.Files;

/// <summary>The bytes of a data set's file.</summary>
internal static class FileBytes
{
    /// <summary>Largest file of one image that is read, bytes.</summary>
    public const int MaxLength = 512 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages: "image".</param>
    /// <exception cref="DataException">It is missing, too large or cannot be read; the message names it.</exception>
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
            throw new DataException($"The {what} '{path}' has an impossible name.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw error is FileNotFoundException or DirectoryNotFoundException
                ? new DataException($"The {what} '{path}' does not exist.", error)
                : new DataException($"The {what} '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads a part of a file, from several threads at once if need be.</summary>
    /// <exception cref="IOException">It cannot be read, or ends before.</exception>
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

    /// <summary>Refuses a file that is too large.</summary>
    public static void RequireSmall(long length, string path, string what)
    {
        if (length > MaxLength) throw new DataException($"The {what} '{path}' is too large: {length:N0} bytes, more than {MaxLength:N0}.");
    }
}

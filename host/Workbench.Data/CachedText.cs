using System.Text;

namespace Workbench.Data;

/// <summary>Small texts kept in the cache because they take long to make. Files that cannot be read or written are ignored.</summary>
public static class CachedText
{
    /// <summary>The text of a file; null if it is missing or cannot be read.</summary>
    /// <param name="file">The file.</param>
    public static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores a text if the cache can be written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">The text.</param>
    public static void Write(string file, string text)
    {
        try
        {
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The text is made again next time.
        }
    }
}

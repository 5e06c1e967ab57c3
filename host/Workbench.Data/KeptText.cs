using System.Text;

namespace Workbench.Data;

/// <summary>Small texts that are kept in the cache because they take long to make. What cannot be read or written is made again.</summary>
public static class KeptText
{
    /// <summary>The text of a file; null where there is none.</summary>
    /// <param name="file">The file.</param>
    public static string? Find(string file)
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

    /// <summary>Keeps a text, where the cache can be written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">What to keep.</param>
    public static void Keep(string file, string text)
    {
        try
        {
            WholeFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is made again next time.
        }
    }
}

namespace Workbench.Engine.Data;

/// <summary>Reads a text file that lists something, a line each.</summary>
internal static class TextLines
{
    // ImageNet's training labels, the longest list there is, take 50 MB.
    private const long MostBytes = 256L << 20;

    /// <summary>The lines that are not blank, with their numbers from 1, white space around them removed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages: "The labels".</param>
    /// <exception cref="DataException">It is missing, cannot be read, is no text or has no line; the message names it.</exception>
    public static IReadOnlyList<(int Number, string Text)> Read(string path, string what)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large) throw new DataException($"{what} '{path}' cannot be read: {large.Length} bytes are more than a list has.");
            var lines = File.ReadLines(path).Select((text, index) => (Number: index + 1, Text: text.Trim())).Where(line => line.Text.Length > 0).ToList();
            if (lines.Count == 0) throw new DataException($"{what} '{path}' cannot be used: the file is empty.");
            return lines.Exists(line => line.Text.Contains('\0', StringComparison.Ordinal)) ? throw new DataException($"{what} '{path}' cannot be used: the file is no text.") : lines;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{what} '{path}' do not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{what} '{path}' cannot be read: {error.Message}", error);
        }
    }
}

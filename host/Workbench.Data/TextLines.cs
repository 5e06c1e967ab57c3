using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>Reads a text file that is a list, one entry per line.</summary>
internal static class TextLines
{
    // The longest known list, ImageNet's training labels, takes 50 MB.
    private const long MostBytes = 256L << 20;

    /// <summary>The lines that are not blank, trimmed, with their numbers from 1.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">The kind of list, for messages: "The labels".</param>
    /// <exception cref="DataException">The file is missing, unreadable, not text or blank; the message names it.</exception>
    public static IReadOnlyList<(int Number, string Text)> Read(string path, string what)
    {
        using var reader = new StringReader(ReadText(path, what));
        var lines = new List<(int Number, string Text)>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
            if (line.Trim() is { Length: > 0 } text) lines.Add((number, text));
        return lines;
    }

    /// <summary>The whole text: UTF-8, or the encoding of its byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">The kind of list, for messages: "The labels".</param>
    /// <exception cref="DataException">The file is missing, unreadable, not text or blank; the message names it.</exception>
    public static string ReadText(string path, string what)
    {
        try
        {
            RegularFile.Require(path);
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
                throw new DataException($"{what} '{path}' cannot be read: {large.Length} bytes are too many for a list.");
            var text = File.ReadAllText(path);
            if (string.IsNullOrWhiteSpace(text)) throw new DataException($"{what} '{path}' cannot be used: the file is empty.");
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new DataException($"{what} '{path}' cannot be used: the file is not text.")
                : text;
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

namespace Workbench.Data;

/// <summary>Quotes text of a file in a message.</summary>
public static class TextExcerpt
{
    private const int Most = 80;

    /// <summary>The text on one line, cut after 80 characters: a damaged file's may be megabytes.</summary>
    /// <param name="text">The text, of any length.</param>
    public static string OneLine(string text)
    {
        var line = string.Concat(text.Take(Most + 1).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > Most ? $"{line[..Most]}…" : line;
    }
}

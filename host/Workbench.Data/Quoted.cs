namespace Workbench.Data;

/// <summary>Text of a file as a message quotes it.</summary>
public static class Quoted
{
    private const int Most = 80;

    /// <summary>The text on one line, cut where it is long: a damaged file's may be megabytes.</summary>
    /// <param name="text">The text, of any length.</param>
    public static string Short(string text)
    {
        var line = string.Concat(text.Take(Most + 1).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > Most ? $"{line[..Most]}…" : line;
    }
}

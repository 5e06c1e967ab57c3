using System.Globalization;
using System.Text;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Words of a plugin's as a table, a file and a terminal can take them: one line, not too long, without control characters. An exception's message is code of a plugin's too: it may throw, be null or
/// megabytes long, so that it is read here and nowhere else.
/// </summary>
internal static class PluginText
{
    /// <summary>The first line that says something; empty where there is none.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Characters to keep.</param>
    public static string Line(string? text, int most = PluginLimits.Text)
    {
        var rest = text.AsSpan().TrimStart();
        if (rest.Length > most + 1) rest = rest[..(most + 1)];
        if (rest.IndexOfAny('\n', '\r') is var end and >= 0) rest = rest[..end];   // libtorch appends its stack
        rest = rest.TrimEnd();
        var (line, cut) = (new StringBuilder(rest.Length), rest.Length > most);
        foreach (var rune in (cut ? rest[..most] : rest).EnumerateRunes()) line.Append(IsPlain(rune) ? rune.ToString() : " ");
        return cut ? $"{line.ToString().TrimEnd()}…" : line.ToString();
    }

    // Half of a surrogate pair comes as the replacement character; marks that turn the direction of writing are of the kind Format.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>An exception's type and message, in one line.</summary>
    /// <param name="error">What a plugin threw. To be called where the plugin's clock runs.</param>
    public static string Describe(Exception error) => $"{TypeOf(error)}: {SaidBy(error)}";

    /// <summary>An exception's message and, where symbols say so, the line of the plugin's source: <c>no map (Mine.cs:12)</c>.</summary>
    public static string SaidBy(Exception error) => SourceLine.Of(error) is { } line ? $"{MessageOf(error)} ({line})" : MessageOf(error);

    /// <summary>An exception's type.</summary>
    public static string TypeOf(Exception error) => Line(error.GetType().Name, PluginLimits.Name);

    /// <summary>An exception's message; what is wrong with that where it cannot be had.</summary>
    public static string MessageOf(Exception error)
    {
        try
        {
            return Line(error.Message) is { Length: > 0 } message ? message : "no message";
        }
        catch (Exception thrown) when (thrown is not AbandonedException)
        {
            return $"its message threw {TypeOf(thrown)}";
        }
    }
}

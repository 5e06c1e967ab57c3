using System.Globalization;
using System.Text;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Makes a plugin's text safe for a table, a file and a terminal: one line, limited in length, without control characters. To read
/// an exception's message runs code of the plugin, which may throw, or return null or megabytes. So messages are read only here.
/// </summary>
internal static class PluginText
{
    /// <summary>The first non-blank line, trimmed; empty if there is none.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Most characters to keep.</param>
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

    // An unpaired surrogate becomes the replacement character. The category Format includes marks that change the writing direction.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>An exception's type and message, in one line. Call it under the plugin's clock.</summary>
    /// <param name="error">An exception of a plugin.</param>
    public static string Describe(Exception error) => $"{TypeOf(error)}: {MessageWithSourceLine(error)}";

    /// <summary>An exception's message and, if symbols have it, the source line of the plugin: <c>no map (Mine.cs:12)</c>.</summary>
    public static string MessageWithSourceLine(Exception error) =>
        SourceLine.FromException(error) is { } line ? $"{SafeMessage(error)} ({line})" : SafeMessage(error);

    /// <summary>An exception's type.</summary>
    public static string TypeOf(Exception error) => Line(error.GetType().Name, PluginLimits.Name);

    /// <summary>An exception's message; a description of the fault if reading the message throws.</summary>
    public static string SafeMessage(Exception error)
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

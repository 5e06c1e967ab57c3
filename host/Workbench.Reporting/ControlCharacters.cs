using System.Text;

namespace Workbench.Reporting;

/// <summary>
/// Replaces control characters, which can command a terminal (ESC), and bidirectional marks, which can disguise a name. Each becomes one
/// visible character.
/// </summary>
public static class ControlCharacters
{
    private const char Unknown = '\ufffd', PictureOfNull = '\u2400', PictureOfDelete = '\u2421', Delete = '\u007f';

    /// <summary>The text with each such character replaced, except line feeds and tabs.</summary>
    /// <param name="text">Any text.</param>
    public static string Replace(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var visible = new StringBuilder(text.Length);
        foreach (var c in text)
            visible.Append(
                !IsHidden(c) ? c
                : c < ' ' ? (char)(PictureOfNull + c)
                : c == Delete ? PictureOfDelete
                : Unknown);
        return visible.ToString();
    }

    // C0 except line feed and tab, DEL, C1; the bidirectional marks U+061C, 200E, 200F, 202A to 202E and 2066 to 2069; and the separators
    // of lines and paragraphs, 2028 and 2029.
    private static bool IsHidden(char c) =>
        c
            is < ' '
                and not ('\n' or '\t')
                or >= Delete
                and <= '\u009f'
                or '\u061c'
                or '\u200e'
                or '\u200f'
                or >= '\u2028'
                and <= '\u202e'
                or >= '\u2066'
                and <= '\u2069';
}

using System.Text;

namespace Workbench.Reporting;

/// <summary>
/// Text without what a terminal obeys or hides: control characters (ESC begins a command), and the marks that turn the direction of writing, with which a name can be made to look like another.
/// Each becomes one visible character.
/// </summary>
public static class VisibleText
{
    private const char Unknown = '\ufffd', PictureOfNull = '\u2400', PictureOfDelete = '\u2421', Delete = '\u007f';

    /// <summary>The text with each such character replaced. Line feeds and tabs stay.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
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

    // C0 but for line feed and tab, DEL and C1; U+061C, 200E, 200F, 202A to 202E and 2066 to 2069 turn the direction, 2028 and 2029 end lines and paragraphs.
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

using System.Text.RegularExpressions;

namespace Workbench.Reporting;

/// <summary>Escapes text for GitHub's Markdown, so that it cannot create a tag, entity, link, picture or line break.</summary>
internal static partial class MarkdownText
{
    /// <summary>The text on one line, escaped. Harmless markup (stars, underscores) is kept, so that the file stays readable.</summary>
    public static string Escape(string text) =>
        Entity()
            .Replace(ControlCharacters.Replace(text.ReplaceLineEndings(" ")), "&amp;")
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("](", @"]\(", StringComparison.Ordinal)
            .Replace("![", @"\!\[", StringComparison.Ordinal)
            .Replace("`", @"\`", StringComparison.Ordinal);

    /// <summary>The text in a cell of a table.</summary>
    public static string EscapeCell(string text) => Escape(text).Replace("|", @"\|", StringComparison.Ordinal);

    [GeneratedRegex(@"&(?=#?\w+;)")]
    private static partial Regex Entity();
}

using System.Text.RegularExpressions;

namespace Workbench.Reporting;

/// <summary>Text as GitHub's Markdown shows it: no tag, entity, link or picture comes of it, and it stays on its line.</summary>
internal static partial class MarkdownText
{
    /// <summary>The text on one line, escaped. What is only ugly (a star, an underscore) stays readable in the file.</summary>
    public static string Of(string text) =>
        Entity()
            .Replace(VisibleText.Of(text.ReplaceLineEndings(" ")), "&amp;")
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("](", @"]\(", StringComparison.Ordinal)
            .Replace("![", @"\!\[", StringComparison.Ordinal)
            .Replace("`", @"\`", StringComparison.Ordinal);

    /// <summary>The text in a cell of a table.</summary>
    public static string Cell(string text) => Of(text).Replace("|", @"\|", StringComparison.Ordinal);

    [GeneratedRegex(@"&(?=#?\w+;)")]
    private static partial Regex Entity();
}

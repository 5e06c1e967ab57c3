using System.Text.RegularExpressions;

namespace Workbench.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Line">The line of its opening fence.</param>
/// <param name="Language">The words behind the fence.</param>
/// <param name="Text">Its lines.</param>
internal sealed record CodeBlock(string Page, int Line, string Language, string Text);

/// <summary>The pages that people read.</summary>
internal static partial class MarkdownPages
{
    /// <summary>All of them, from the repository's root.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "plugins"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "scripts"), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of all pages in a language.</summary>
    public static IReadOnlyList<CodeBlock> Blocks(string language) =>
        [.. Names.SelectMany(Read).Where(block => block.Language == language)];

    private static IEnumerable<CodeBlock> Read(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        foreach (Match match in Fence().Matches(text))
            yield return new(
                page, text[..match.Index].Count(c => c == '\n') + 1, match.Groups["language"].Value.Trim(), match.Groups["text"].Value);
    }

    [GeneratedRegex(
        @"^```(?<language>[^\n]*)\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}

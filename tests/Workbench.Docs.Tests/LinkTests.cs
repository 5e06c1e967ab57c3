using System.Text.RegularExpressions;

namespace Workbench.Docs.Tests;

/// <summary>No link of a page leads nowhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Names => [.. MarkdownPages.Names];

    [Theory, MemberData(nameof(Names))]
    public void Links_to_files_and_headings_exist(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        var broken = new List<string>();
        foreach (var link in Link().Matches(Fence().Replace(text, "")).Select(match => match.Groups["target"].Value))
        {
            if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal)) continue;
            var (path, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
            var file = path == "" ? Path.Combine(Repository.Root, page)
                : Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, Uri.UnescapeDataString(path)));
            if (!File.Exists(file) && !Directory.Exists(file)) broken.Add(link);
            else if (heading != "" && !Headings(File.ReadAllText(file)).Contains(heading)) broken.Add(link);
        }
        broken.ShouldBeEmpty();
    }

    // As GitHub names them: lower case, without punctuation, hyphens for spaces.
    private static IEnumerable<string> Headings(string text) =>
        Heading()
            .Matches(Fence().Replace(text, ""))
            .Select(match => Punctuation().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}

using System.Text.RegularExpressions;

namespace Workbench.Conformance.Tests;

/// <summary>A step of the walk-through in docs/plugins.md: commands to run, or a file to write.</summary>
/// <param name="File">The file, relative to the repository's root, or null for commands.</param>
/// <param name="Text">The commands, or the file's text.</param>
internal sealed record WalkthroughStep(string? File, string Text);

/// <summary>Reads the walk-through of docs/plugins.md.</summary>
internal static partial class Walkthrough
{
    private const string Heading = "## From nothing to a table in ten minutes";

    /// <summary>The text of the page.</summary>
    public static string Page { get; } = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "plugins.md"));

    /// <summary>Every C# block of the page.</summary>
    public static IReadOnlyList<string> Code =>
        [.. Block().Matches(Page).Where(block => block.Groups["language"].Value == "csharp").Select(block => block.Groups["text"].Value)];

    /// <summary>The steps, in order. The line above a C# block names its file.</summary>
    public static IReadOnlyList<WalkthroughStep> Steps
    {
        get
        {
            var section = Page[Page.IndexOf(Heading, StringComparison.Ordinal)..];
            section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
            string? FileAbove(Match block) =>
                block.Groups["language"].Value == "sh" ? null : File().Matches(section[..block.Index])[^1].Groups["file"].Value;
            return [.. Block().Matches(section).Select(block => new WalkthroughStep(FileAbove(block), block.Groups["text"].Value))];
        }
    }

    [GeneratedRegex(
        @"^```(?<language>\w+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex(@"Make this `(?<file>[^`]+)`:", RegexOptions.ExplicitCapture)]
    private static partial Regex File();
}

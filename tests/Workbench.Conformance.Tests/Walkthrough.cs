using System.Text.RegularExpressions;

namespace Workbench.ConformanceTests;

/// <summary>One step of the walk-through in plugins/README.md: a command to run, or a file to write.</summary>
/// <param name="File">The file, from the repository's root, or null for commands.</param>
/// <param name="Text">The commands, or the file's text.</param>
internal sealed record WalkthroughStep(string? File, string Text);

/// <summary>The walk-through as a reader follows it.</summary>
internal static partial class Walkthrough
{
    private const string Heading = "## From nothing to a table in ten minutes";

    /// <summary>The whole page.</summary>
    public static string Page { get; } = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "plugins", "README.md"));

    /// <summary>Every C# block of the page.</summary>
    public static IReadOnlyList<string> Code =>
        [.. Block().Matches(Page).Where(block => block.Groups["language"].Value == "csharp").Select(block => block.Groups["text"].Value)];

    /// <summary>Its steps, in order. A C# block is the file that the line above it names.</summary>
    public static IReadOnlyList<WalkthroughStep> Steps
    {
        get
        {
            var section = Page[Page.IndexOf(Heading, StringComparison.Ordinal)..];
            section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
            return [.. Block().Matches(section).Select(block => new WalkthroughStep(
                block.Groups["language"].Value == "sh" ? null : File().Matches(section[..block.Index])[^1].Groups["file"].Value,
                block.Groups["text"].Value)),
    ];
        }
    }

    [GeneratedRegex(
        @"^```(?<language>\w+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Block();

    [GeneratedRegex(@"Make this `(?<file>[^`]+)`:", RegexOptions.ExplicitCapture)]
    private static partial Regex File();
}

using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>Sources and pages follow the rules of docs/style.md that a machine can check.</summary>
public sealed class LanguageTests
{
    private const int MostColumns = 140;
    private const int FewestPhrases = 20;
    private static readonly string[] s_folders = ["host", "plugins", "scripts", "experiments", "tests"];
    private static readonly string[] s_rootPages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

    private static IEnumerable<string> Sources =>
        s_folders.SelectMany(folder => RepositorySources.Sources(folder, ".cs", ".csx", ".yaml", ".csproj", ".props", ".targets"));

    private static IEnumerable<string> Pages =>
        s_folders.Append("docs").SelectMany(folder => RepositorySources.Sources(folder, ".md")).Append("NOTICE").Concat(s_rootPages)
            .Except(["docs/style.md"]); // which has the list

    // The lines of the page's block ```words.
    private static IReadOnlyList<string> Phrases { get; } = Regex
        .Match(
            RepositorySources.Text("docs/style.md"),
            @"^```words\r?\n(?<phrases>.*?)^```",
            RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)
        .Groups["phrases"]
        .Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var found = Lines(Sources)
            .Where(line => line.Text.Length > MostColumns)
            .Select(line => $"{line.Path}:{line.Number}: {line.Text.Length} columns")
            .ToList();
        found.ShouldBeEmpty(string.Join('\n', found));
    }

    [Fact]
    public void No_phrase_of_the_style_guide_occurs()
    {
        var phrase = new Regex(string.Join('|', Phrases.Select(Pattern)), RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);
        var found = Lines(Sources.Concat(Pages))
            .SelectMany(line => phrase.Matches(line.Text).Select(match => $"{line.Path}:{line.Number}: {match.Value}"))
            .ToList();
        found.ShouldBeEmpty(string.Join('\n', found));
    }

    [Fact]
    public void The_phrases_of_the_style_guide_are_read() => Phrases.Count.ShouldBeGreaterThanOrEqualTo(FewestPhrases);

    // Whole words. A phrase that starts with a symbol may follow a word.
    private static string Pattern(string phrase)
    {
        var start = char.IsLetterOrDigit(phrase[0]) ? @"(?<!\w)" : "";
        return $@"{start}{Regex.Escape(phrase)}(?!\w)";
    }

    private static IEnumerable<(string Path, int Number, string Text)> Lines(IEnumerable<string> paths) =>
        paths.SelectMany(path => RepositorySources.Text(path).Split('\n').Select((text, index) => (path, index + 1, text.TrimEnd('\r'))));
}

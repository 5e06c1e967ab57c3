using System.Text;
using Workbench.Cli;
using Workbench.Cli.Front;

namespace Workbench.Docs.Tests;

/// <summary>Every command line of the pages is one that the program takes.</summary>
public sealed class CommandBlockTests
{
    private const string Program = "./workbench";

    private static readonly CommandTree s_tree =
        new(new CommandContext([], new Terminal(TextWriter.Null, TextWriter.Null), new Interruption(CancellationToken.None)));

    public static TheoryData<string> Pages => [.. MarkdownPages.Blocks("sh").Select(block => block.Page).Distinct()];

    [Theory, MemberData(nameof(Pages))]
    public void A_command_line_parses(string page)
    {
        foreach (var block in MarkdownPages.Blocks("sh").Where(block => block.Page == page))
            foreach (var arguments in Commands(block.Text))
                Mistakes(arguments).ShouldBeEmpty($"{page}:{block.Line}: {string.Join(' ', arguments)}");
    }

    [Fact]
    public void The_pages_have_commands() => MarkdownPages.Blocks("sh").Sum(block => Commands(block.Text).Count()).ShouldBeGreaterThan(60);

    [Fact]
    public void A_line_is_split_as_a_shell_does() =>
        Commands("cd x && ./workbench run 'a b' \\\n  --limit 2 # note\n./workbench; echo $(./workbench doctor) | cat")
            .Select(words => string.Join('|', words))
            .ShouldBe(["run|a b|--limit|2", "", "doctor"]);

    // 'merge FOLDER' looks whether the folder has a submitted run, which those of the pages have not.
    private static IReadOnlyList<string> Mistakes(string[] arguments) =>
        arguments is ["merge", _] ? [] : CommandLineMistakes.Find(s_tree.Parse(arguments));

    // The arguments of every call of the program, for the constructs that the pages use.
    private static IEnumerable<string[]> Commands(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, started, comment) = ('\0', false, false);
        foreach (var c in text.Replace("\\\n", " ") + "\n")
        {
            if (comment && c != '\n') continue;
            comment = false;
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
                continue;
            }
            if (c is '\'' or '"') (quote, started) = (c, true);
            else if (c == '#' && !started && word.Length == 0) comment = true;
            else if (char.IsWhiteSpace(c) || c is ';' or '|' or '&' or '<' or '>' or '(' or ')')
            {
                if (word.Length > 0 || started) words.Add(word.ToString());
                word.Clear();
                started = false;
                if (c is ' ' or '\t') continue;
                if (words.IndexOf(Program) is >= 0 and var at) yield return [.. words[(at + 1)..]];
                words.Clear();
            }
            else word.Append(c);
        }
    }
}

using System.CommandLine;
using System.Text.RegularExpressions;
using Workbench.Cli;
using Workbench.Cli.Front;

namespace Workbench.CommandLine.Tests;

/// <summary>What the program says before it does anything: start pages, help, and what is wrong with a command line.</summary>
public sealed class FrontTests
{
    private static readonly CommandTree s_tree =
        new(new CommandContext([], new Terminal(TextWriter.Null, TextWriter.Null), new Interruption(CancellationToken.None)));

    private static string Mistakes(string line) =>
        string.Join('\n', CommandLineMistakes.Of(s_tree.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static (int Code, string Output) Invoke(string line)
    {
        var output = new StringWriter();
        var code = s_tree
            .Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Invoke(new InvocationConfiguration { Output = output });
        return (code, output.ToString());
    }

    private static IEnumerable<Command> All(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).SelectMany(All).Prepend(command);

    [Theory]
    [InlineData("rnu", "There is no command 'workbench rnu'; did you mean 'run'?\nSee 'workbench --help'.")]
    [InlineData(
        "runs lst",
        "There is no command 'workbench runs lst'; did you mean 'list'?\nFor example: workbench runs list. See 'workbench runs --help'."
    )]
    [InlineData("rnu table1 --limit 3", "There is no command 'workbench rnu'; did you mean 'run'?\nSee 'workbench --help'.")]
    [InlineData(
        "plugins list --jsn",
        "'workbench plugins list' has no option '--jsn'; did you mean '--json'?\nFor example: workbench plugins list. See 'workbench plugins list --help'."
    )]
    [InlineData(
        "show",
        "There is no command 'workbench show'; known: run, report, runs, submit, task, merge, status, cancel, plan, validate, schema, script, repl, attribute, plugins, plugin, scenes, model, pull, doctor.\nSee 'workbench --help'."
    )]
    [InlineData("doctor now", "'workbench doctor' takes no 'now' here.\nFor example: workbench doctor. See 'workbench doctor --help'.")]
    public void A_mistyped_name_is_answered_with_the_nearest(string line, string said) => Mistakes(line).ShouldBe(said);

    // Where inputs may follow, the library takes the option for one of them.
    [Theory]
    [InlineData("attribute photo.jpg --metod gradcam@b5", "'workbench attribute' has no option '--metod'; did you mean '--method'?")]
    [InlineData("run spec.yaml --limt=3", "'workbench run' has no option '--limt'; did you mean '--limit'?")]
    [InlineData("validate spec.yaml -x", "'workbench validate' has no option '-x'.")]
    [InlineData("runs rm --stor runs last", "'workbench runs rm' has no option '--stor'; did you mean '--store'?")]
    [InlineData("report a b --ouput c", "'workbench report' has no option '--ouput'; did you mean '--out'?")]
    [InlineData("pull --lits", "'workbench pull' has no option '--lits'; did you mean '--list'?")]
    public void A_mistyped_option_is_no_input(string line, string said) => Mistakes(line).Split('\n')[0].ShouldBe(said);

    [Theory]
    [InlineData("run -- --odd.yaml")]
    [InlineData("script a.csx --limt 3")]
    [InlineData("script a.csx --limt 3 -- more")]
    [InlineData("help")]
    [InlineData("help runs list")]
    [InlineData("attribute photo.jpg --target -1 --method a")]
    public void What_is_meant_as_it_is_stays(string line) => Mistakes(line).ShouldBe("");

    [Fact]
    public void Training_asks_where_its_weights_go() =>
        Mistakes("scenes train")
            .ShouldBe(
                "Option '--out' is required.\nFor example: workbench scenes train --out my-scenes.safetensors --scale 0.01. See 'workbench scenes train --help'."
            );

    [Fact]
    public void The_program_alone_shows_a_page_to_start_from()
    {
        var (code, page) = Invoke("");
        code.ShouldBe(0);
        var lines = page.TrimEnd().Split('\n');
        lines.Length.ShouldBeInRange(12, 16);
        lines.ShouldAllBe(line => line.Length <= 140);
        // Its examples are command lines that the program understands.
        var examples = lines
            .Where(line => line.StartsWith("  workbench ", StringComparison.Ordinal))
            .Select(line => line.Trim()["workbench ".Length..])
            .ToList();
        examples.Count.ShouldBe(5);
        examples.ShouldAllBe(example => Mistakes(example).Length == 0);
    }

    [Theory]
    [InlineData("runs", "workbench runs list", "workbench runs diff 3f2a 91c0")]
    [InlineData("plugins", "workbench plugins list")]
    [InlineData("plugin", "workbench plugin new MyMethod", "workbench plugin check plugins/MyMethod")]
    [InlineData("model", "workbench model inspect vgg16-397923af.pth")]
    [InlineData("scenes", "workbench scenes train --out my-scenes.safetensors --scale 0.01")]
    public void A_group_alone_shows_its_commands(string group, params string[] examples)
    {
        var (code, page) = Invoke(group);
        code.ShouldBe(0);
        foreach (var example in examples) page.ShouldContain($"  {example}");
        page.ShouldContain("--help");
    }

    [Fact]
    public void Every_command_has_an_example_that_it_understands()
    {
        foreach (var command in All(s_tree.Create()))
        {
            var examples = CommandTree.Examples(command);
            examples.ShouldNotBeEmpty(CommandTree.NameOf(command));
            // A submitted run has to be there to be one.
            var whole = examples.Where(example =>
                example.StartsWith("workbench ", StringComparison.Ordinal)
                && !example.StartsWith("workbench merge runs", StringComparison.Ordinal));
            foreach (var example in whole.Where(example => !example.Contains('\'') && !example.Contains('"')))
                Mistakes(example["workbench ".Length..]).ShouldBe("", example);
        }
    }

    [Fact]
    public void Every_placeholder_of_help_is_in_capitals_or_lists_the_choices()
    {
        foreach (var command in All(s_tree.Create()))
        {
            foreach (var argument in command.Arguments)
                (argument.HelpName ?? argument.Name).ShouldMatch("^[A-Z|-]+$", CommandTree.NameOf(command));
            var (_, page) = Invoke($"{CommandTree.NameOf(command)["workbench".Length..]} --help");
            foreach (
                Match option in Regex.Matches(
                    page,
                    @"^\s+(-\w, )?(?<name>--[\w-]+) <(?<value>[^>]+)>",
                    RegexOptions.Multiline | RegexOptions.ExplicitCapture))
                option
                    .Groups["value"]
                    .Value.ShouldMatch(
                        @"^([A-Z/|=-]+|i/n|[\w-]+(\|[\w-]+)+)$",
                        $"{CommandTree.NameOf(command)} {option.Groups["name"].Value}");
        }
    }

    [Fact]
    public void A_usage_line_is_one_that_can_be_typed()
    {
        Invoke("script new --help").Output.ShouldContain(" script new <NAME>");
        Invoke("script --help").Output.ShouldContain(" script <FILE>");
    }

    [Theory]
    [InlineData(null, "comparison.html", null)]
    [InlineData("cmp", "comparison.html", "cmp/comparison.html")]
    [InlineData("both.html", "comparison.html", "both.html")]
    [InlineData("deep/both.HTM", "report.html", "deep/both.HTM")]
    [InlineData("v1.2", "report.html", "v1.2/report.html")]
    public void A_pages_name_without_html_is_a_folders(string? output, string name, string? file) =>
        Workbench.Cli.Commands.ReportCommand.FileOf(output, name)?.Replace('\\', '/').ShouldBe(file);
}

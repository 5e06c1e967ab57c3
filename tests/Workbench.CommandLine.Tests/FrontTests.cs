using System.CommandLine;
using System.Text.RegularExpressions;
using Workbench.Cli;
using Workbench.Cli.Front;

namespace Workbench.CommandLine.Tests;

/// <summary>The program's messages before it does anything: start pages, help, and mistakes of the command line.</summary>
public sealed class FrontTests
{
    private static readonly CommandTree s_tree =
        new(new CommandContext([], new Terminal(TextWriter.Null, TextWriter.Null), new Interruption(CancellationToken.None)));

    private static string Mistakes(string line) =>
        string.Join('\n', CommandLineMistakes.Find(s_tree.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

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
    [InlineData("rnu", "Unknown command 'workbench rnu'; did you mean 'run'?\nSee 'workbench --help'.")]
    [InlineData(
        "runs lst",
        "Unknown command 'workbench runs lst'; did you mean 'list'?\nFor example: workbench runs list. See 'workbench runs --help'.")]
    [InlineData("rnu table1 --limit 3", "Unknown command 'workbench rnu'; did you mean 'run'?\nSee 'workbench --help'.")]
    [InlineData(
        "plugins list --jsn",
        "'workbench plugins list' has no option '--jsn'; did you mean '--json'?\n"
            + "For example: workbench plugins list. See 'workbench plugins list --help'.")]
    [InlineData(
        "show",
        "Unknown command 'workbench show'; known: run, report, runs, submit, task, merge, status, cancel, plan, validate, schema, script, "
            + "repl, attribute, plugins, plugin, scenes, model, pull, doctor, completion.\nSee 'workbench --help'.")]
    [InlineData(
        "doctor now",
        "'workbench doctor' does not take 'now' here.\nFor example: workbench doctor. See 'workbench doctor --help'.")]
    public void A_mistyped_name_is_answered_with_the_nearest_name(string line, string message) => Mistakes(line).ShouldBe(message);

    [Theory]
    [InlineData("plan spec.yaml --shards 2 --images N", "'N' is not a whole number for --images.")]
    [InlineData("plan spec.yaml --shards 2 --speed fast", "'fast' is not a number for --speed.")]
    public void A_number_is_asked_for_in_plain_words(string line, string message) => Mistakes(line).Split('\n')[0].ShouldBe(message);

    // Where inputs may follow, the library takes the option for an input.
    [Theory]
    [InlineData("attribute photo.jpg --metod gradcam@b5", "'workbench attribute' has no option '--metod'; did you mean '--method'?")]
    [InlineData("run spec.yaml --limt=3", "'workbench run' has no option '--limt'; did you mean '--limit'?")]
    [InlineData("validate spec.yaml -x", "'workbench validate' has no option '-x'.")]
    [InlineData("runs rm --stor runs last", "'workbench runs rm' has no option '--stor'; did you mean '--store'?")]
    [InlineData("report a b --ouput c", "'workbench report' has no option '--ouput'; did you mean '--out'?")]
    [InlineData("pull --lits", "'workbench pull' has no option '--lits'; did you mean '--list'?")]
    public void A_mistyped_option_is_not_an_input(string line, string message) => Mistakes(line).Split('\n')[0].ShouldBe(message);

    [Theory]
    [InlineData("run -- --odd.yaml")]
    [InlineData("script a.csx --limt 3")]
    [InlineData("script a.csx --limt 3 -- more")]
    [InlineData("help")]
    [InlineData("help runs list")]
    [InlineData("attribute photo.jpg --target -1 --method a")]
    public void Valid_lines_and_words_after_a_double_dash_are_not_mistakes(string line) => Mistakes(line).ShouldBe("");

    [Fact]
    public void Training_requires_a_file_for_the_weights() =>
        Mistakes("scenes train")
            .ShouldBe(
                "Option '--out' is required.\nFor example: workbench scenes train --out my-scenes.safetensors --scale 0.01. "
                + "See 'workbench scenes train --help'.");

    [Theory]
    [InlineData("--architecture resnet18 --hidden 12", "--hidden is for vgg16, and the architecture is resnet18.")]
    [InlineData("--architecture resnet19", "Argument 'resnet19' not recognized. Must be one of:")]
    [InlineData("--architecture vgg16 --hidden 12", "")]
    public void Options_of_one_architecture_are_not_taken_by_another(string options, string message) =>
        Mistakes($"scenes train --out my.safetensors {options}").Split('\n')[0].ShouldBe(message);

    [Fact]
    public void The_program_without_arguments_shows_a_start_page()
    {
        var (code, page) = Invoke("");
        code.ShouldBe(0);
        var lines = page.TrimEnd().Split('\n');
        lines.Length.ShouldBeInRange(12, 16);
        lines.ShouldAllBe(line => line.Length <= 140);
        // Its examples are valid command lines.
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
    public void A_group_without_a_command_shows_its_commands(string group, params string[] examples)
    {
        var (code, page) = Invoke(group);
        code.ShouldBe(0);
        foreach (var example in examples) page.ShouldContain($"  {example}");
        page.ShouldContain("--help");
    }

    [Fact]
    public void Every_command_has_valid_examples()
    {
        foreach (var command in All(s_tree.Create()))
        {
            var examples = CommandTree.Examples(command);
            examples.ShouldNotBeEmpty(CommandTree.NameOf(command));
            // 'merge runs/…' is valid only if the folder of the submitted run exists.
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
    public void A_usage_line_can_be_typed()
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
    public void An_output_without_the_extension_html_is_a_folder(string? output, string name, string? file) =>
        Workbench.Cli.Commands.ReportCommand.OutputFile(output, name)?.Replace('\\', '/').ShouldBe(file);
}

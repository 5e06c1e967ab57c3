using System.CommandLine;
using Workbench.Cli;
using Workbench.Cli.Front;
using Workbench.Cli.Suggestions;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;

namespace Workbench.CommandLine.Tests;

/// <summary>The words that the program suggests to a shell for the cursor's place in a command line.</summary>
public sealed class SuggestionTests
{
    private static readonly CommandTree s_tree =
        new(new CommandContext([], new Terminal(TextWriter.Null, TextWriter.Null), new Interruption(CancellationToken.None)));

    private static string[] Lines(string line, int? cursor = null)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        WorkbenchApp.Run([$"[suggest:{cursor ?? line.Length}]", line], output, errors, Repository.Root).ShouldBe(0);
        errors.ToString().ShouldBe("");
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string[] Suggestions(string line, int? cursor = null) => [.. Lines(line, cursor).Select(text => text.Split('\t')[0])];

    [Theory]
    [InlineData("workbench r", "run report runs repl")]
    [InlineData("./workbench plugin ", "new check")]
    [InlineData("workbench runs e", "export")]
    [InlineData("workbench run table1 --su", "--subject")]
    [InlineData("workbench run table1 --limit 3 --li", "")]
    [InlineData("workbench attribute a.jpg --method gradcam --meth", "--method")]
    [InlineData("workbench run table1 --dtype ", "bfloat16 float32 float64")]
    [InlineData("workbench run table1 --dtype=fl", "--dtype=float32 --dtype=float64")]
    [InlineData("workbench runs export last --format ", "csv json parquet")]
    [InlineData("workbench run table1 --subject sce", "scenes scenes-resnet scenes-squeezenet")]
    [InlineData("workbench run table", "table1 table2 table3 table4")]
    [InlineData("workbench plan paper-", "paper-voc07")]
    [InlineData("workbench validate table1 --limit 5 table2 figure6", "figure6")]
    [InlineData("workbench status experiments/tab",
        "experiments/table1.yaml experiments/table2.yaml experiments/table3.yaml experiments/table4.yaml")]
    [InlineData("workbench runs show la", "last")]
    [InlineData("workbench runs diff last la", "last")]
    [InlineData("workbench runs diff last last la", "")]
    [InlineData("workbench completion ", "bash fish pwsh zsh")]
    [InlineData("workbench pull vgg16-voc07 voc1", "voc12-trainval")]
    [InlineData("workbench plugin check plugins/Ba", "plugins/Baselines plugins/Baselines/")]
    [InlineData("workbench script scripts/01", "scripts/01-one-image.csx")]
    [InlineData("workbench model inspect experiments/subjects/im", "experiments/subjects/imagenet/ experiments/subjects/imagenet.yaml")]
    [InlineData("workbench model fit-head voc07-", "voc07-resnet18")]
    [InlineData("workbench run table1 --out sc", "scripts/")]
    [InlineData("workbench help ru", "run runs")]
    [InlineData("workbench run table1 --device ", "cpu cuda")]
    [InlineData("workbench run table1 --limit ", "")]
    [InlineData("workbench run -- --li", "")]
    [InlineData("workbench nonsense ru", "")]
    public void Words_that_fit_are_suggested(string line, string words) =>
        Suggestions(line).ShouldBe(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);

    [Theory]
    [InlineData("workbench run 'tab", "table1")]
    [InlineData("workbench run \"experiments/all", "experiments/all-tables.yaml")]
    [InlineData("workbench attribute it\\'s.jpg --dty", "--dtype")]
    public void Quotes_are_read_as_a_shell_does(string line, string word) => Suggestions(line).ShouldContain(word);

    [Fact]
    public void The_words_after_the_cursor_do_not_count() =>
        Suggestions("workbench runs exp last", "workbench runs exp".Length).ShouldBe(["export"]);

    [Theory, InlineData(""), InlineData("workbench"), InlineData("'"), InlineData("workbench run \0/"), InlineData("workbench run @x ")]
    public void A_strange_line_is_no_fault(string line) => Lines(line, 1000).ShouldAllBe(text => text.Length > 0);

    [Fact]
    public void A_command_and_an_option_come_with_one_sentence()
    {
        Lines("workbench doc").ShouldHaveSingleItem().ShouldStartWith("doctor\tPrints runtime, libtorch");
        Lines("workbench run x --che").ShouldHaveSingleItem().ShouldStartWith("--check\tFails with exit code 5");
    }

    [Theory]
    [InlineData("gr", "gradcam gradcam++ gradient")]
    [InlineData("gradcam", "gradcam gradcam++ gradcam@b1 gradcam@b2 gradcam@b3 gradcam@b4 gradcam@b5")]
    [InlineData("gradcam++", "gradcam++ gradcam++@b1 gradcam++@b2 gradcam++@b3 gradcam++@b4 gradcam++@b5")]
    [InlineData("gradcam++@", "gradcam++@b1 gradcam++@b2 gradcam++@b3 gradcam++@b4 gradcam++@b5")]
    [InlineData("gradi", "gradient")]
    [InlineData("gradient@", "")]
    [InlineData("point", "")]
    public void A_layer_follows_the_id_of_a_method_that_has_one(string typed, string words)
    {
        PluginId[] plugins =
        [
            new("gradcam", PluginKind.Method, HasLayer: true), new("gradcam++", PluginKind.Method, HasLayer: true),
            new("gradient", PluginKind.Method, HasLayer: false), new("pointing-game", PluginKind.Metric, HasLayer: false),
        ];
        MethodSuggestions.Methods(typed, plugins).Where(word => word.StartsWith(typed, StringComparison.Ordinal))
            .ShouldBe(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_ids_of_files_are_those_of_loaded_plugins()
    {
        using var loaded = PluginHost.Load([BuiltProgram.Plugins]);
        loaded.Plugins.Count.ShouldBeGreaterThan(25);
        PluginIds.Read([BuiltProgram.Plugins]).ShouldBe(
            loaded.Plugins.Select(plugin => new PluginId(plugin.Id, plugin.Kind, plugin.Options.Any(option => option.Name == "layer"))),
            ignoreOrder: true);
    }

    [Fact]
    public void A_file_that_is_not_an_assembly_has_no_ids()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["Broken"]);
        File.WriteAllText(folder["Broken", "Broken.dll"], "text");
        PluginIds.Read([folder.Root, folder["absent"]]).ShouldBeEmpty();
    }

    // A new option needs a source in ValueSuggestions, or takes a number or free text.
    [Fact]
    public void Every_value_has_suggestions_or_is_free()
    {
        string[] free =
        [
            "N", "I", "i/n", "SECONDS", "KEY=VALUE", "URL", "NAME", "SQL", "ARGS", "NODES", "OPTION", "P", "M", "T", "A", "C", "F", "G",
        ];
        var root = s_tree.Create();
        ValueSuggestions.AddTo(root);
        foreach (var command in All(root))
        {
            var options = command.Options.Where(option => option is { Hidden: false, Arity.MinimumNumberOfValues: > 0 });
            foreach (var option in options.Where(option => !free.Contains(option.HelpName) && !IsNumber(option.ValueType)))
                option.CompletionSources.ShouldNotBeEmpty($"{CommandTree.NameOf(command)} {option.Name}");
            foreach (var argument in command.Arguments.Where(argument => !free.Contains(argument.HelpName ?? argument.Name)))
                argument.CompletionSources.ShouldNotBeEmpty($"{CommandTree.NameOf(command)} {argument.Name}");
        }
    }

    [Fact]
    public void Help_keeps_its_placeholders()
    {
        var output = new StringWriter();
        s_tree.Parse(["run", "--help"]).Invoke(new InvocationConfiguration { Output = output });
        output.ToString().ShouldContain("run <SPEC>");
    }

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;

    private static IEnumerable<Command> All(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).SelectMany(All).Prepend(command);
}

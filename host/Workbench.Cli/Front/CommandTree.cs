using System.CommandLine;
using Workbench.Cli.Commands;
using Workbench.Cli.Commands.Cluster;
using Workbench.Cli.Commands.Runs;
using Workbench.Cli.Suggestions;

namespace Workbench.Cli.Front;

/// <summary>All commands, and the parsing of command lines.</summary>
/// <param name="context">The environment of the commands.</param>
internal sealed class CommandTree(CommandContext context)
{
    /// <summary>Parses a command line; <c>help run</c> means <c>run --help</c>.</summary>
    public ParseResult Parse(IReadOnlyList<string> args) => Parse(Create(), args);

    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) =>
        root.Parse(args is ["help", ..] ? [.. args.Skip(1), "--help"] : ScriptCommand.InsertSeparator([.. args]));

    public RootCommand Create()
    {
        var root = new RootCommand(
            """
            Saliency methods and metrics as plugins over one shared network.

            Examples:
              workbench run experiments/table1.yaml                    the paper's Table 1 on the embedded subject
              workbench run experiments/table1.yaml --subject my.yaml  the same table on your model and data
              workbench run experiments/table1.yaml --watch            recomputed when a plugin is rebuilt
              workbench status experiments/table1.yaml                 which cells are done, missing or stale
              workbench runs list                                      all runs so far; also show, diff, export, query, rm
              workbench report last runs/table1-scenes                 a run's report again, or runs side by side
              workbench submit experiments/table1.yaml --shards 8      a run on a Slurm cluster; also status, cancel, merge
              workbench validate my.yaml other.yaml                    all mistakes in specs, without running them
              workbench schema --out experiments/spec.schema.json      the JSON schema of specs, for editors
              workbench plan experiments/table1.yaml                   passes and cost of a spec, without running it
              workbench script scripts/01-one-image.csx                a C# script on the loaded model
              workbench repl                                           C# line by line on the loaded model
              workbench attribute street.jpg --method METHOD@b5        one map of an image, raw and drawn
              workbench plugin new MyMethod                            a new method to edit, build and check
              workbench plugins list                                   every method and metric with its options
              workbench pull vgg16-voc07 voc07-test                    published weights and data; --list shows which
              workbench model inspect vgg16.pth                        the contents of a weights file: architecture, classes, hash
              workbench doctor                                         a check of this machine, with advice on each problem
              workbench completion bash                                a script with which a shell completes command lines

            Exit codes: 0 done · 1 a fault of the workbench · 2 wrong command line or spec · 3 finished, some cells failed
            · 4 libtorch, weights, data, device or output folder not usable · 5 --check found a deviation
            · 75 cluster task stopped early, start it again · 130 interrupted, results kept · a script's own: 'return N'
            """)
        {
            new RunCommand(context).Create(),
            new ReportCommand(context).Create(),
            new RunsCommand(context).Create(),
            new SubmitCommand(context).Create(),
            new TaskCommand(context).Create(),
            new MergeCommand(context).Create(),
            new StatusCommand(context).Create(),
            new CancelCommand(context).Create(),
            new PlanCommand(context).Create(),
            new ValidateCommand(context).Create(),
            new SchemaCommand(context).Create(),
            new ScriptCommand(context).Create(),
            new InteractiveCommand(context).Create(),
            new AttributeCommand(context).Create(),
            new PluginsCommand(context).Create(),
            new PluginCommand(context).Create(),
            new ScenesCommand(context).Create(),
            new ModelCommand(context).Create(),
            new PullCommand(context).Create(),
            new DoctorCommand(context).Create(),
            new CompletionCommand(context).Create(),
        };
        StartPage.AddTo(root);
        HelpPage.AddTo(root);
        VersionLine.AddTo(root);
        SuggestAction.AddTo(root, words => Parse(root, words));
        return root;
    }

    /// <summary>A command as it is typed, with the program's name: <c>workbench runs list</c>.</summary>
    public static string NameOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault()) names.Insert(0, at.Name);
        return string.Join(' ', names.Prepend("workbench"));
    }

    /// <summary>The part of a command's description before its examples.</summary>
    public static string Summary(Command command) => Parts(command).First().Trim();

    /// <summary>The examples of a command's description, each as it is typed, without its explanation.</summary>
    public static IReadOnlyList<string> Examples(Command command) =>
    [
        .. Parts(command).Skip(1).Take(1).SelectMany(part => part.Split('\n'))
            .Select(line => line.Trim()).TakeWhile(line => line.Length > 0)
            .Select(line => line.Split("  ", 2)[0].Split(" # ", 2)[0]),
    ];

    /// <summary>The first example of a command's description, or null.</summary>
    public static string? FirstExample(Command command) => Examples(command) is [var first, ..] ? first : null;

    private static string[] Parts(Command command) =>
        (command.Description ?? "").ReplaceLineEndings("\n").Split(["Examples:\n", "Example:\n"], StringSplitOptions.None);
}

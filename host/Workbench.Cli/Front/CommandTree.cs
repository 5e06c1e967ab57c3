using System.CommandLine;
using Workbench.Cli.Commands;
using Workbench.Cli.Commands.Cluster;
using Workbench.Cli.Commands.Runs;

namespace Workbench.Cli.Front;

/// <summary>All commands, and how a command line is read as one of them.</summary>
/// <param name="context">What they work with.</param>
internal sealed class CommandTree(CommandContext context)
{
    /// <summary>Reads a command line; <c>help run</c> is <c>run --help</c>.</summary>
    public ParseResult Parse(IReadOnlyList<string> args) =>
        Create().Parse(args is ["help", ..] ? [.. args.Skip(1), "--help"] : ScriptCommand.Separate([.. args]));

    /// <summary>Makes the commands.</summary>
    public RootCommand Create()
    {
        var root = new RootCommand(
            """
            Saliency methods and metrics as plugins over one shared VGG-16.

            Examples:
              workbench run experiments/table1.yaml                    the paper's Table 1 on the embedded subject
              workbench run experiments/table1.yaml --subject my.yaml  the same table on your model and data
              workbench run experiments/table1.yaml --watch            and again what a rebuilt plugin changes
              workbench status experiments/table1.yaml                 which cells are done, missing or stale
              workbench runs list                                      every run so far; show, diff, export, query, rm
              workbench report last runs/table1-scenes                 a run's report once more, or runs side by side
              workbench submit experiments/table1.yaml --shards 8      the same on a Slurm cluster; status, cancel, merge
              workbench validate my.yaml other.yaml                    all that is wrong with specs, without running them
              workbench schema --out experiments/spec.schema.json      what editors complete and check specs by
              workbench plan experiments/table1.yaml                   its passes and cost, without running it
              workbench script scripts/01-one-image.csx                a C# script on the loaded model
              workbench repl                                           the same by the line
              workbench attribute street.jpg --method METHOD@b5        one map of a picture, raw and drawn
              workbench plugin new MyMethod                            a method of your own, to edit, build and check
              workbench plugins list                                   every method and metric with its options
              workbench pull vgg16-voc07 voc07-test                    published weights and data; --list says which
              workbench model inspect vgg16.pth                        what a weights file holds: architecture, classes, hash
              workbench doctor                                         what this machine offers, and what to do about problems

            Exit codes: 0 done · 1 a fault of the workbench · 2 wrong command line or spec · 3 finished, some cells failed
            · 4 libtorch, weights, data, device or output folder not usable · 5 --check found a deviation
            · 75 a cluster's task stopped, to be started again · 130 interrupted, results kept · a script's own: 'return N'
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
        };
        StartPage.AddTo(root);
        HelpPage.AddTo(root);
        return root;
    }

    /// <summary>A command as it is typed, from the program's name on.</summary>
    public static string NameOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault()) names.Insert(0, at.Name);
        return string.Join(' ', names.Prepend("workbench"));
    }

    /// <summary>The sentence or two of a description before its examples.</summary>
    public static string Summary(Command command) => Parts(command).First().Trim();

    /// <summary>The examples of a command's description, each as it is typed, without what is said beside it.</summary>
    public static IReadOnlyList<string> Examples(Command command) =>
    [
        .. Parts(command).Skip(1).Take(1).SelectMany(part => part.Split('\n'))
            .Select(line => line.Trim()).TakeWhile(line => line.Length > 0)
            .Select(line => line.Split("  ", 2)[0].Split(" # ", 2)[0]),
    ];

    /// <summary>The first of them, or null.</summary>
    public static string? FirstExample(Command command) => Examples(command) is [var first, ..] ? first : null;

    private static string[] Parts(Command command) =>
        (command.Description ?? "").ReplaceLineEndings("\n").Split(["Examples:\n", "Example:\n"], StringSplitOptions.None);
}

using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Authoring;
using Workbench.Cli.Commands;
using Workbench.Cli.Commands.Cluster;
using Workbench.Cli.Commands.Runs;
using Workbench.Cli.Stores;
using Workbench.Cluster;
using Workbench.Engine.Data;
using Workbench.Engine.Downloads;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Scripting;
using Workbench.Scripting.Scripts;
using Workbench.Specs;

namespace Workbench.Cli;

/// <summary>The <c>workbench</c> executable: finds the command and turns every known failure into one message and an exit code.</summary>
public static class Program
{
    /// <summary>Runs a command line.</summary>
    public static int Main(string[] args)
    {
        ProcessEnd.Watch();
        return ProcessEnd.Finish(Run(args));
    }

    private static int Run(string[] args)
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
            · 75 a cluster's task stopped, to be started again · 130 interrupted, results kept
            """)
        {
            RunCommand.Create(), ReportCommand.Create(), RunsCommand.Create(), SubmitCommand.Create(), TaskCommand.Create(), MergeCommand.Create(), StatusCommand.Create(), CancelCommand.Create(), PlanCommand.Create(), ValidateCommand.Create(), SchemaCommand.Create(), ScriptCommand.Create(), InteractiveCommand.Create(), AttributeCommand.Create(), PluginsCommand.Create(), PluginCommand.Create(),
            ScenesCommand.Create(), ModelCommand.Create(), PullCommand.Create(), DoctorCommand.Create(),
        };
        var parsed = root.Parse(ScriptCommand.Separate(args));
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Terminal.Errors.MarkupLineInterpolated($"[red]{error.Message}[/]");
            Terminal.Errors.WriteLine($"See 'workbench {string.Join(' ', Path(parsed.CommandResult))}--help'.");
            return ExitCode.Usage;
        }
        try
        {
            using var interruption = new Interruption();
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, interruption.Token).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            var code = CodeOf(error);
            Terminal.Errors.MarkupLineInterpolated($"[red]{Told(error, code)}[/]");
            return code;
        }
    }

    internal static int CodeOf(Exception error) => error switch
    {
        ScriptRunException { InnerException: { } thrown } => CodeOf(thrown),
        SpecException or RunChoiceException or PluginPathException or PlanException or PluginCallException or PaperTableException or SubjectException or ScriptArgumentException or ScriptCompileException or ScriptFileException => ExitCode.Usage,
        TorchRuntimeException or SubmissionException or SchedulerException or WeightsException or DeviceException or DataException or RunStoreException or PullException => ExitCode.Unavailable,
        IOException or UnauthorizedAccessException => ExitCode.Unavailable,
        OperationCanceledException => ExitCode.Interrupted,
        _ when OutOfMemory.Is(error) => ExitCode.Unavailable,
        _ => ExitCode.Fault,
    };

    // Of a fault, where it happened; of what a user can mend, what is wrong, and in a script the line.
    private static string Told(Exception error, int code) => (error, code) switch
    {
        (ScriptRunException, ExitCode.Fault) => error.Message,
        (ScriptRunException, _) => error.Message.Split('\n')[0].TrimEnd(),
        (_, ExitCode.Fault) => error.ToString(),
        _ when OutOfMemory.Is(error) => $"Out of memory. {OutOfMemory.Reason(error)}",
        _ => error.Message,
    };

    private static IEnumerable<string> Path(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is System.CommandLine.Parsing.CommandResult { Parent: not null } command; result = command.Parent) names.Push(command.Command.Name + " ");
        return names.Select(name => name.TrimEnd()).Append("");
    }
}

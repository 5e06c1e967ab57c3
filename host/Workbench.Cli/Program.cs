using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Authoring;
using Workbench.Cli.Front;
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
        var parsed = CommandTree.Parse(args);
        if (CommandLineMistakes.Of(parsed) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes.SkipLast(1)) Terminal.Errors.MarkupLineInterpolated($"[red]{mistake}[/]");
            Terminal.Errors.WriteLine(mistakes[^1]);
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
}

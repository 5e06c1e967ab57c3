using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Front;
using Workbench.Cli.Suggestions;
using Workbench.Data;
using Workbench.Engine.Native;
using Workbench.Scripting.Scripts;

namespace Workbench.Cli;

/// <summary>The application: parses a command line, runs its command, and turns every failure into a message and an exit code.</summary>
public static class WorkbenchApp
{
    /// <summary>
    /// Runs a command line in this process. Run one at a time: the current directory, the console and libtorch's thread count belong to
    /// the process. All are restored on return; the thread count only if libtorch was loaded before.
    /// </summary>
    /// <param name="args">The command line, without the program's name.</param>
    /// <param name="output">Takes results, and the console output of plugins and scripts.</param>
    /// <param name="errors">Takes messages.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="cancel">Stops the command after its current work.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter errors,
        string folder,
        CancellationToken cancel = default)
    {
        // ProcessEnd writes from threads of its own.
        (output, errors) = (TextWriter.Synchronized(output), TextWriter.Synchronized(errors));
        using var borrowed = new ProcessStateScope(output, errors, folder);
        using var interruption = new Interruption(cancel);
        return Run(new CommandContext(args, new Terminal(output, errors), interruption));
    }

    internal static int Run(CommandContext context)
    {
        var parsed = new CommandTree(context).Parse(context.Arguments);
        if (!SuggestAction.IsRequested(parsed) && CommandLineMistakes.Find(parsed) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes.SkipLast(1)) context.Errors.MarkupLineInterpolated($"[red]{mistake}[/]");
            context.Errors.WriteLine(mistakes[^1]);
            return ExitCode.Usage;
        }
        TorchRuntime.ShowRestore = (message, restore) =>
        {
            context.Errors.WriteLine($"{message}.");
            context.Progress.While("restoring", restore);
        };
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = context.Writer,
            };
            return parsed.InvokeAsync(configuration, context.Interruption.Token).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            var code = ExitCodeFor(error);
            context.Errors.MarkupLineInterpolated($"[red]{ErrorText(error, code)}[/]");
            return code;
        }
    }

    internal static int ExitCodeFor(Exception error) => error switch
    {
        ScriptRunException { InnerException: { } thrown } => ExitCodeFor(thrown),
        WorkbenchException { Kind: FailureKind.Usage } => ExitCode.Usage,
        WorkbenchException { Kind: FailureKind.Unavailable } => ExitCode.Unavailable,
        IOException or UnauthorizedAccessException => ExitCode.Unavailable,
        OperationCanceledException => ExitCode.Interrupted,
        _ when OutOfMemory.Is(error) => ExitCode.Unavailable,
        _ => ExitCode.Fault,
    };

    // A fault is shown with its stack trace. An error that the user can correct is shown as one message, in a script with its line.
    private static string ErrorText(Exception error, int code) => (error, code) switch
    {
        (ScriptRunException, ExitCode.Fault) => error.Message,
        (ScriptRunException, _) => error.Message.Split('\n')[0].TrimEnd(),
        (_, ExitCode.Fault) => error.ToString(),
        _ when OutOfMemory.Is(error) => $"Out of memory. {OutOfMemory.Reason(error)}",
        _ => error.Message,
    };
}

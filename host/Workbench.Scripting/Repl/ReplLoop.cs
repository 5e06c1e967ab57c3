using System.Runtime.InteropServices;
using Spectre.Console;
using Workbench.Scripting.Repl.Printing;

namespace Workbench.Scripting.Repl;

/// <summary>Reads submissions and commands, runs them and shows what comes of it, until the input ends or <c>:quit</c>.</summary>
/// <param name="session">Where submissions run.</param>
/// <param name="input">Where they come from.</param>
/// <param name="output">Values.</param>
/// <param name="errors">Mistakes, exceptions and notes; on a terminal in red.</param>
public sealed partial class ReplLoop(Submissions session, IReplInput input, IAnsiConsole output, IAnsiConsole errors)
{
    /// <summary>A submission did not compile or threw, or a command failed, and nobody sat at the terminal to see it.</summary>
    public const int Failed = 2;

    private CancellationTokenSource? _running;
    private bool _quit;

    /// <summary>How values look.</summary>
    public ReplPrinters Printers { get; init; } = new();

    /// <summary>Keeps what is typed; null for no history.</summary>
    public ReplHistory? History { get; init; }

    /// <summary>Commands beside the built-in ones; one of the same name takes the built-in's place.</summary>
    public IReadOnlyList<ReplCommand> Commands { get; init; } = [];

    /// <summary>Awaited before each submission, with the token that Ctrl-C cancels: the place to hand it to the globals, and to swap in what was rebuilt.</summary>
    public Func<CancellationToken, Task>? BeforeSubmission { get; init; }

    /// <summary>The value of the last submission that had one.</summary>
    public object? LastValue { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <param name="cancel">Ends the loop at the next submission and cancels the one that runs.</param>
    /// <returns>0, or <see cref="Failed"/> where anything failed and the input is not a terminal.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var good = true;
        if (input.IsInteractive)
        {
            _ = Task.Run(session.WarmUp, cancel);
            errors.WriteLine(
                "C#; an expression without a semicolon is shown. :help lists commands, Tab completes, Ctrl-C ends a submission, Ctrl-D the session."
            );
        }
        while (!_quit && input.Read(IsComplete) is { } text)
        {
            cancel.ThrowIfCancellationRequested();
            if (text.Trim().Length == 0) continue;
            if (input.IsInteractive) History?.Add(text);
            good &= await Take(text, cancel);
            cancel.ThrowIfCancellationRequested();
        }
        return good || input.IsInteractive ? 0 : Failed;
    }

    /// <summary>Cancels the submission or command that runs, as Ctrl-C does.</summary>
    public void Interrupt() => _running?.Cancel();

    private static bool IsCommand(string text) => text.TrimStart().StartsWith(':');

    private static bool IsComplete(string text) => IsCommand(text) || Submissions.IsComplete(text);

    private async Task<bool> Take(string text, CancellationToken cancel)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _running = source;
        using var signal = input.IsInteractive ? PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt) : null;
        try
        {
            return IsCommand(text) ? await RunCommand(text.Trim()[1..], source.Token) : await Submit(text, null, source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            return Note("Cancelled.");
        }
        catch (Exception error)
        {
            // Of the hook, of a command, or of a value that throws while it is shown.
            return Note(Submissions.Tell(error));
        }
        finally
        {
            _running = null;
        }
    }

    private async Task<bool> Submit(string text, string? file, CancellationToken cancel)
    {
        if (BeforeSubmission is { } before) await before(cancel);
        switch (await session.RunAsync(text, file, cancel))
        {
            case SubmissionResult.NotCompiled { Errors: var mistakes }:
                foreach (var mistake in mistakes) Note(mistake);
                return false;
            case SubmissionResult.Threw { Told: var told }:
                return Note(told);
            case SubmissionResult.Cancelled:
                return Note("Cancelled.");
            case SubmissionResult.Ran { HasValue: true, Value: var value }:
                LastValue = value;
                Printers.Write(value, output);
                return true;
            default:
                return true;
        }
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        if (_running is not { IsCancellationRequested: false } running) return;
        context.Cancel = true;
        errors.WriteLine("Cancelling; once more ends the program.");
        running.Cancel();
    }

    private bool Note(string text)
    {
        errors.WriteLine(text, new Style(Color.Red));
        return false;
    }
}

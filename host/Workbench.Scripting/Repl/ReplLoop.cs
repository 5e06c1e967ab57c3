using System.Runtime.InteropServices;
using Spectre.Console;
using Workbench.Scripting.Repl.Printing;

namespace Workbench.Scripting.Repl;

/// <summary>Reads submissions and commands, runs them and prints their results, until the input ends or <c>:quit</c>.</summary>
/// <param name="session">Runs the submissions.</param>
/// <param name="input">Source of submissions and commands.</param>
/// <param name="output">Receives values.</param>
/// <param name="errors">Receives compiler errors, exceptions and notes; in red on a terminal.</param>
public sealed partial class ReplLoop(ScriptSession session, IReplInput input, IAnsiConsole output, IAnsiConsole errors)
{
    /// <summary>Exit code if a submission or command failed and the input is not a terminal.</summary>
    public const int Failed = 2;

    private CancellationTokenSource? _running;
    private bool _quit;

    /// <summary>Printers of values.</summary>
    public ReplPrinters Printers { get; init; } = new();

    /// <summary>History of the typed submissions; null for none.</summary>
    public ReplHistory? History { get; init; }

    /// <summary>Additional commands. One with the name of a built-in command replaces it.</summary>
    public IReadOnlyList<ReplCommand> Commands { get; init; } = [];

    /// <summary>
    /// Awaited before each submission, with the token that Ctrl-C cancels. It can pass the token to the globals and reload rebuilt plugins.
    /// </summary>
    public Func<CancellationToken, Task>? BeforeSubmission { get; init; }

    /// <summary>The value of the last submission that had one.</summary>
    public object? LastValue { get; private set; }

    /// <summary>Runs until the input ends or <c>:quit</c>.</summary>
    /// <param name="cancel">Cancels the running submission and ends the loop.</param>
    /// <returns>0, or <see cref="Failed"/> if anything failed and the input is not a terminal.</returns>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var good = true;
        if (input.IsInteractive)
        {
            _ = Task.Run(session.WarmUp, cancel);
            errors.WriteLine(
                "C#. The value of an expression without a semicolon is shown. "
                + ":help lists the commands, Tab completes, Ctrl-C cancels a submission, Ctrl-D ends the session.");
        }
        while (!_quit && input.Read(IsComplete) is { } text)
        {
            cancel.ThrowIfCancellationRequested();
            if (text.Trim().Length == 0) continue;
            if (input.IsInteractive) History?.Add(text);
            good &= await RunInput(text, cancel);
            cancel.ThrowIfCancellationRequested();
        }
        return good || input.IsInteractive ? 0 : Failed;
    }

    /// <summary>Cancels the running submission or command, like Ctrl-C.</summary>
    public void Interrupt() => _running?.Cancel();

    private static bool IsCommand(string text) => text.TrimStart().StartsWith(':');

    private static bool IsComplete(string text) => IsCommand(text) || ScriptSession.IsComplete(text);

    private async Task<bool> RunInput(string text, CancellationToken cancel)
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
            // Thrown by the hook, by a command, or by a value while it is printed.
            return Note(ScriptSession.FormatError(error));
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
            case SubmissionResult.Threw { Text: var told }:
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
        errors.WriteLine("Cancelling. Press Ctrl-C again to end the program.");
        running.Cancel();
    }

    private bool Note(string text)
    {
        errors.WriteLine(text, new Style(Color.Red));
        return false;
    }
}

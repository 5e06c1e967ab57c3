using System.Runtime.InteropServices;
using Spectre.Console;

namespace Workbench.Cli;

/// <summary>Ctrl-C and requests to end: the first one asks the command to finish what it has in hand, the second one ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Take))];

    public CancellationToken Token => _source.Token;

    /// <summary>Whether Ctrl-C is somebody else's: the REPL's, which ends a submission by it.</summary>
    public static bool IsLeft { get; set; }

    /// <summary>Whether a second request to end goes unheard: a scheduler sends one to every process of a task, and its script passes it on. SIGKILL ends it.</summary>
    public static bool IsPatient { get; set; }

    /// <summary>What the first one is answered.</summary>
    public static string Answer { get; set; } = "Stopping after the images in hand; once more stops at once.";

    private void Take(PosixSignalContext context)
    {
        if (IsLeft && context.Signal == PosixSignal.SIGINT) return;
        context.Cancel = !_source.IsCancellationRequested || (IsPatient && context.Signal == PosixSignal.SIGTERM);
        if (_source.IsCancellationRequested) return;
        Terminal.Errors.WriteLine(Answer);
        _source.Cancel();
    }

    public void Dispose()
    {
        if (IsPatient) return;   // until the process has ended
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }
}

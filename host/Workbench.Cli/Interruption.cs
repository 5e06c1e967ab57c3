using System.Runtime.InteropServices;
using Workbench.Engine.Plugins;

namespace Workbench.Cli;

/// <summary>
/// Ctrl-C and requests to end. The first one cancels the command after its current work; the second one ends the process. SIGTERM is
/// usually sent only once: if a plugin call does not return after it, the process ends.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string RepeatHint = "repeat to stop at once.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3.5), s_poll = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _signals;
    private int _requested;

    /// <summary>Listens to a token only, not to signals.</summary>
    public Interruption(CancellationToken cancel) => (_source, _signals) = (CancellationTokenSource.CreateLinkedTokenSource(cancel), []);

    private Interruption()
    {
        _source = new CancellationTokenSource();
        _signals =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, HandleSignal)),
        ];
    }

    /// <summary>Listens to the signals of the process: SIGINT and SIGTERM.</summary>
    public static Interruption FromSignals() => new();

    public CancellationToken Token => _source.Token;

    /// <summary>Whether Ctrl-C is ignored here. The REPL handles it and ends the current submission.</summary>
    public bool IgnoresCtrlC { get; set; }

    /// <summary>
    /// Whether a second SIGTERM is ignored. A scheduler sends SIGTERM to every process of a task, and the task's script passes it on,
    /// so a task may get it twice. SIGKILL still ends the process.
    /// </summary>
    public bool IgnoresRepeatedSigterm { get; set; }

    /// <summary>The current work, which is finished before the command stops, such as <c>images</c>; null: none.</summary>
    public string? CurrentWork { get; set; }

    private void HandleSignal(PosixSignalContext context)
    {
        if (IgnoresCtrlC && context.Signal == PosixSignal.SIGINT) return;
        context.Cancel = true;
        // Two signals may arrive at the same time, each on its own thread.
        if (Interlocked.Exchange(ref _requested, 1) == 0) HandleFirstRequest(context.Signal);
        else if (!IgnoresRepeatedSigterm || context.Signal != PosixSignal.SIGTERM) ProcessEnd.Terminate(ExitCode.Interrupted);
    }

    private void HandleFirstRequest(PosixSignal signal)
    {
        if (signal == PosixSignal.SIGTERM && !IgnoresRepeatedSigterm)
            new Thread(EndIfPluginHangs) { IsBackground = true, Name = "interruption" }.Start();
        var after = CurrentWork is { } what ? $"Stopping after the current {what}" : "Stopping";
        ProcessEnd.WriteLastMessage(IgnoresRepeatedSigterm ? $"{after}." : $"{after}; {RepeatHint}");
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has already ended.
        }
    }

    private static void EndIfPluginHangs()
    {
        for (Thread.Sleep(s_patience); ; Thread.Sleep(s_poll))
        {
            if (PluginCalls.LongestRunning(s_patience) is not { } plugin) continue;
            ProcessEnd.WriteLastMessage($"{plugin} did not return; completed work is kept.");
            ProcessEnd.Terminate(ExitCode.Interrupted);
        }
    }

    public void Dispose()
    {
        if (IgnoresRepeatedSigterm) return;   // the handlers stay until the process ends
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }
}

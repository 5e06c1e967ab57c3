using System.Runtime.InteropServices;
using Workbench.Engine.Plugins;

namespace Workbench.Cli;

/// <summary>
/// Ctrl-C and requests to end: the first one asks the command to finish what it has in hand, the second one ends the process. Who asks by SIGTERM does not ask
/// twice: a plugin that is in a call then and does not come back ends with the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string OnceMore = "once more stops at once.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3.5), s_poll = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _signals;
    private int _asked;

    /// <summary>Asked by a token alone.</summary>
    /// <param name="cancel">The token.</param>
    public Interruption(CancellationToken cancel) => (_source, _signals) = (CancellationTokenSource.CreateLinkedTokenSource(cancel), []);

    private Interruption()
    {
        _source = new CancellationTokenSource();
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Take))];
    }

    /// <summary>Asked by the process's signals.</summary>
    public static Interruption OfProcess() => new();

    public CancellationToken Token => _source.Token;

    /// <summary>Whether Ctrl-C is somebody else's: the REPL's, which ends a submission by it.</summary>
    public bool IsLeft { get; set; }

    /// <summary>
    /// Whether a second request to end goes unheard: a scheduler sends one to every process of a task, and its script passes it on. SIGKILL ends it.
    /// </summary>
    public bool IsPatient { get; set; }

    /// <summary>What is in hand and is finished first, as <c>images</c>; null where nothing is.</summary>
    public string? InHand { get; set; }

    private void Take(PosixSignalContext context)
    {
        if (IsLeft && context.Signal == PosixSignal.SIGINT) return;
        context.Cancel = true;
        // Two signals may be taken at the same time, each on a thread of its own.
        if (Interlocked.Exchange(ref _asked, 1) == 0) First(context.Signal);
        else if (!IsPatient || context.Signal != PosixSignal.SIGTERM) ProcessEnd.Now(ExitCode.Interrupted);
    }

    private void First(PosixSignal signal)
    {
        if (signal == PosixSignal.SIGTERM && !IsPatient) new Thread(Await) { IsBackground = true, Name = "interruption" }.Start();
        var after = InHand is { } what ? $"Stopping after the {what} in hand" : "Stopping";
        ProcessEnd.Say(IsPatient ? $"{after}." : $"{after}; {OnceMore}");
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended meanwhile.
        }
    }

    private static void Await()
    {
        for (Thread.Sleep(s_patience); ; Thread.Sleep(s_poll))
        {
            if (PluginCalls.AtWork(s_patience) is not { } plugin) continue;
            ProcessEnd.Say($"{plugin} did not come back; what was finished before is kept.");
            ProcessEnd.Now(ExitCode.Interrupted);
        }
    }

    public void Dispose()
    {
        if (IsPatient) return;   // until the process has ended
        foreach (var signal in _signals) signal.Dispose();
        _source.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>A reusable thread that runs one piece of work at a time. A thread abandoned in a call is not reused.</summary>
internal sealed class PluginThread
{
    private static readonly ConcurrentBag<PluginThread> s_idle = [];

    private readonly object _gate = new();   // an object, as Lock has no Wait and PulseAll
    private Action? _work;
    private bool _ended;

    /// <summary>An idle thread, or a new one.</summary>
    public static PluginThread Take()
    {
        if (s_idle.TryTake(out var idle)) return idle;
        var thread = new PluginThread();
        MainArena.Start(thread.Loop, "plugins");
        return thread;
    }

    /// <summary>Starts a piece of work, which must not throw.</summary>
    public void Begin(Action work)
    {
        lock (_gate)
        {
            (_work, _ended) = (work, false);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the work to end.</summary>
    /// <param name="milliseconds">Longest wait.</param>
    /// <returns>Whether the work has ended.</returns>
    public bool Wait(int milliseconds)
    {
        lock (_gate) return _ended || Monitor.Wait(_gate, milliseconds) && _ended;
    }

    /// <summary>Returns the thread to the idle ones, after its work has ended.</summary>
    public void GiveBack() => s_idle.Add(this);

    private void Loop()
    {
        while (true)
        {
            lock (_gate)
                while (_work is null) Monitor.Wait(_gate);
            Work();
            lock (_gate)
            {
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Not inlined, so that an idle thread holds no reference to a plugin.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work()
    {
        var work = _work!;
        _work = null;
        work();
    }
}

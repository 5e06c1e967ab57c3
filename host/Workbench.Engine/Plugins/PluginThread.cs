using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>A thread that does one piece of work after another; one that is left behind in a call is not given back.</summary>
internal sealed class PluginThread
{
    private static readonly ConcurrentBag<PluginThread> s_idle = [];

    private readonly object _gate = new();   // pulsed, which Lock cannot be
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

    /// <summary>Begins a piece of work, which must not throw.</summary>
    public void Begin(Action work)
    {
        lock (_gate)
        {
            (_work, _ended) = (work, false);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="milliseconds">At most so long.</param>
    /// <returns>Whether it has ended.</returns>
    public bool Wait(int milliseconds)
    {
        lock (_gate) return _ended || Monitor.Wait(_gate, milliseconds) && _ended;
    }

    /// <summary>Makes it idle again, after its work has ended.</summary>
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

    // Not inlined: an idle thread refers to no plugin.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work()
    {
        var work = _work!;
        _work = null;
        work();
    }
}

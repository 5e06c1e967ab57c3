using System.Collections.Concurrent;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Waits for work that calls plugins, and gives up on it when one call takes longer than a limit. The work runs on a thread of its own, which cannot be killed: it is left behind
/// with all that it holds, and unwinds if the call ever returns.
/// </summary>
internal sealed class PluginClock
{
    private const int Poll = 50, LongestPoll = 1000;

    /// <summary>The longest that a plan or a constructor may take, which have nothing to compute: ten seconds. Tests wait less.</summary>
    internal static TimeSpan BriefLimit { get; set; } = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<Running, bool> s_atWork = [];   // of all clocks

    private readonly ConcurrentDictionary<Thread, Running> _running = [];
    private readonly SharedState _shared = new();
    private volatile bool _abandoned;

    private sealed class Running(object plugin)
    {
        public object Plugin => plugin;

        public long Began { get; } = Environment.TickCount64;

        public long Milliseconds { get; set; }
    }

    /// <summary>A plugin that is in a call and has been for some time, the longest one, by name; null where there is none.</summary>
    /// <param name="atLeast">So long.</param>
    public static string? LongestAtWork(TimeSpan atLeast) =>
        s_atWork.Keys.Where(running => Environment.TickCount64 - running.Began >= atLeast.TotalMilliseconds).MinBy(running => running.Began)
            is { } found
            ? NameOf(found.Plugin)
            : null;

    private static string NameOf(object plugin) => plugin switch
    {
        MethodInstance method => $"{method.Name} ({method.Plugin.Assembly})",
        MetricInstance metric => $"{metric.Name} ({metric.Plugin.Assembly})",
        Type type => type.Name,
        string path => Path.GetFileName(path),
        _ => "a plugin",
    };

    /// <summary>Does work, at most so long in one call.</summary>
    /// <param name="limit">The longest that one call may take.</param>
    /// <param name="work">The work; makes its calls through <see cref="Call"/>.</param>
    /// <exception cref="PluginHungException">A call took longer.</exception>
    public static T Run<T>(TimeSpan limit, Func<PluginClock, T> work)
    {
        var (clock, result, error) = (new PluginClock(), default(T), default(Exception));
        var thread = PluginThread.Take();
        thread.Begin(() =>
        {
            try
            {
                result = work(clock);
            }
            catch (Exception thrown)
            {
                error = thrown;   // thrown again where the work was asked for
            }
        });
        for (var before = Environment.TickCount64; !thread.Wait(Poll);)
        {
            var now = Environment.TickCount64;
            if (clock.Overdue(limit, Math.Min(now - before, LongestPoll)) is { } plugin) // a process that was stopped for a while has not worked for that while
            {
                clock._abandoned = true;
                clock._shared.Restore();
                throw new PluginHungException(plugin, limit);
            }
            before = now;
        }
        thread.GiveBack();
        if (error is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        return result!;
    }

    private object? Overdue(TimeSpan limit, long passed)
    {
        object? found = null;
        foreach (var call in _running.Values)
            if ((call.Milliseconds += passed) > limit.TotalMilliseconds) found ??= call.Plugin;
        return found;
    }

    /// <summary>Calls a plugin.</summary>
    /// <param name="plugin">Its instance.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="AbandonedException">Nobody waits for the work any more.</exception>
    public T Call<T>(object plugin, Func<T> call)
    {
        ThrowIfAbandoned();   // also after a call that threw
        var (running, thread) = (new Running(plugin), new SharedState.OfThread());
        _running[Thread.CurrentThread] = running;
        s_atWork[running] = true;
        T result;
        try
        {
            result = call();
        }
        finally
        {
            _running.TryRemove(Thread.CurrentThread, out _);
            s_atWork.TryRemove(running, out _);
            thread.Restore();
            _shared.Restore();
        }
        ThrowIfAbandoned();
        return result;
    }

    private void ThrowIfAbandoned()
    {
        if (_abandoned) throw new AbandonedException();
    }

    /// <summary>Makes one call, at most so long.</summary>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="plugin">What is called.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="PluginHungException">It took longer.</exception>
    public static T CallOnce<T>(TimeSpan limit, object plugin, Func<T> call) => Run(limit, clock => clock.Call(plugin, call));

    /// <summary>Begins a running call's time again: the host has worked for it.</summary>
    public void Restart(object plugin)
    {
        ThrowIfAbandoned();
        if (_running.TryGetValue(Thread.CurrentThread, out var running) && ReferenceEquals(running.Plugin, plugin))
            running.Milliseconds = 0;
    }
}

/// <summary>A plugin did not return within the limit.</summary>
internal sealed class PluginHungException(object plugin, TimeSpan limit)
    : Exception($"It did not return within {limit.TotalSeconds:0.###} s.")
{
    /// <summary>The instance that was called.</summary>
    public object Plugin { get; } = plugin;

    /// <summary>The limit.</summary>
    public TimeSpan Limit { get; } = limit;
}

/// <summary>Unwinds a thread that was left behind.</summary>
internal sealed class AbandonedException : Exception;

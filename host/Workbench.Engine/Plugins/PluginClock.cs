using System.Collections.Concurrent;

namespace Workbench.Engine.Plugins;

/// <summary>
/// Runs work that calls plugins and gives up when one call exceeds a limit. The work runs on a thread of its own. A thread cannot be
/// killed, so it is abandoned with all that it holds, and it unwinds if the call ever returns.
/// </summary>
internal sealed class PluginClock
{
    private const int Poll = 50, LongestPoll = 1000;

    /// <summary>Time limit of plans and constructors, which have nothing to compute: ten seconds. Tests set less.</summary>
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

    /// <summary>
    /// Name of the plugin whose current call has lasted longest; null if no call has lasted for <paramref name="atLeast"/>.
    /// </summary>
    /// <param name="atLeast">The shortest duration to report.</param>
    public static string? LongestRunning(TimeSpan atLeast) =>
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

    /// <summary>Runs work with a time limit for each of its calls.</summary>
    /// <param name="limit">Time limit of one call.</param>
    /// <param name="work">The work. It calls plugins through <see cref="Call"/>.</param>
    /// <exception cref="PluginHungException">A call exceeded the limit.</exception>
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
                error = thrown;   // rethrown on the caller's thread
            }
        });
        for (var before = Environment.TickCount64; !thread.Wait(Poll);)
        {
            var now = Environment.TickCount64;
            // Limited, so that time for which the whole process was suspended does not count.
            if (clock.Overdue(limit, Math.Min(now - before, LongestPoll)) is { } plugin)
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
    /// <exception cref="AbandonedException">The caller has given up on this work.</exception>
    public T Call<T>(object plugin, Func<T> call)
    {
        ThrowIfAbandoned();   // also after a call that threw
        var (running, thread) = (new Running(plugin), new SharedState.ThreadState());
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

    /// <summary>Makes one call with a time limit.</summary>
    /// <param name="limit">Time limit of the call.</param>
    /// <param name="plugin">The plugin.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="PluginHungException">The call exceeded the limit.</exception>
    public static T CallOnce<T>(TimeSpan limit, object plugin, Func<T> call) => Run(limit, clock => clock.Call(plugin, call));

    /// <summary>Resets the time of a running call, after work that the host did for it.</summary>
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

    public TimeSpan Limit { get; } = limit;
}

/// <summary>Unwinds an abandoned thread.</summary>
internal sealed class AbandonedException : Exception;

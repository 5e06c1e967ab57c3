using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>
/// The one way into a plugin's code between its plan and the table: the clock measures the call, and what it throws leaves as a host's exception with words that can be shown. What a call returns is
/// read to its end inside, for a list may be lazy, and then its items are the plugin's code too.
/// </summary>
internal static class PluginGuard
{
    /// <summary>Calls a plugin.</summary>
    /// <param name="clock">Measures the call; null where nobody waits for it.</param>
    /// <param name="plugin">Its instance.</param>
    /// <param name="call">The call, and the reading of what it returned.</param>
    /// <exception cref="PluginFaultException">It threw, or returned what cannot be used.</exception>
    /// <exception cref="MemoryShortException">Memory ran out in it, or it says so.</exception>
    /// <exception cref="AbandonedException">Nobody waits for the work any more.</exception>
    public static T Call<T>(PluginClock? clock, object plugin, Func<T> call)
    {
        T Guarded()
        {
            try
            {
                return call();
            }
            catch (Exception error) when (error is not (PluginFaultException or AbandonedException))
            {
                if (OutOfMemory.Is(error)) throw new MemoryShortException(PluginText.Line(OutOfMemory.Reason(error)));
                throw new PluginFaultException(PluginText.TypeOf(error), PluginText.SaidBy(error)); // without the cause, which is the plugin's code
            }
        }
        return clock is null ? Guarded() : clock.Call(plugin, Guarded);
    }
}

/// <summary>A plugin failed. The message is the rest of a sentence that begins with its name: <c>it threw …</c>, <c>it returned …</c>.</summary>
internal sealed class PluginFaultException(string reason) : Exception(reason)
{
    /// <summary>The plugin threw.</summary>
    /// <param name="type">The exception's type.</param>
    /// <param name="said">Its message.</param>
    public PluginFaultException(string type, string said) : this($"it threw {type}: {said}") => Thrown = (type, said);

    /// <summary>The type and message of what the plugin threw, or null where it did something else.</summary>
    public (string Type, string Said)? Thrown { get; }
}

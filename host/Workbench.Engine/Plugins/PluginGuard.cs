using Workbench.Engine.Native;

namespace Workbench.Engine.Plugins;

/// <summary>
/// The only way to call a plugin after planning. The clock measures the call, and its exceptions leave as exceptions of the host with plain
/// text. The result is read in full inside the call: a list may be lazy, and then its items are the plugin's code too.
/// </summary>
internal static class PluginGuard
{
    /// <summary>Calls a plugin.</summary>
    /// <param name="clock">Measures the call; null for no time limit.</param>
    /// <param name="plugin">Its instance.</param>
    /// <param name="call">The call, and the reading of its result.</param>
    /// <exception cref="PluginFaultException">The plugin threw, or returned an invalid result.</exception>
    /// <exception cref="PluginOutOfMemoryException">Memory ran out in the call, or the plugin reported so.</exception>
    /// <exception cref="AbandonedException">The caller has given up on this work.</exception>
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
                if (OutOfMemory.Is(error)) throw new PluginOutOfMemoryException(PluginText.Line(OutOfMemory.Reason(error)));
                // Without the inner exception, whose members are the plugin's code.
                throw new PluginFaultException(PluginText.TypeOf(error), PluginText.MessageWithSourceLine(error));
            }
        }
        return clock is null ? Guarded() : clock.Call(plugin, Guarded);
    }
}

/// <summary>
/// A plugin failed. The message continues a sentence that begins with the plugin's name: <c>it threw …</c>, <c>it returned …</c>.
/// </summary>
internal sealed class PluginFaultException(string reason) : Exception(reason)
{
    /// <summary>The plugin threw.</summary>
    /// <param name="type">The exception's type.</param>
    /// <param name="said">Its message.</param>
    public PluginFaultException(string type, string said) : this($"it threw {type}: {said}") => PluginException = (type, said);

    /// <summary>Type and message of the plugin's exception; null for another fault.</summary>
    public (string Type, string Said)? PluginException { get; }
}

using Workbench.Engine.Plugins;

namespace Workbench.Scripting;

/// <summary>Helpers for methods and metrics of a script.</summary>
internal static class ScriptCode
{
    private static int s_last;

    /// <summary>
    /// A new number in each call. It identifies a definition, since the captured values of a lambda cannot be hashed.
    /// </summary>
    public static int NextId() => Interlocked.Increment(ref s_last);

    /// <summary>Parses a method or metric as in specs.</summary>
    /// <exception cref="PluginCallException">The text is malformed.</exception>
    public static PluginCall Parse(string text)
    {
        try
        {
            return PluginCall.Parse(text);
        }
        catch (FormatException error)
        {
            throw new PluginCallException([error.Message]);
        }
    }

    /// <summary>Checks that an id differs from those of the plugins.</summary>
    /// <exception cref="PluginCallException">A plugin has this id.</exception>
    public static void RequireFree(string id, PluginKind kind, IPluginCatalog catalog)
    {
        if (catalog.Plugins.FirstOrDefault(plugin => plugin.Kind == kind && plugin.Id == id) is { } plugin)
            throw new PluginCallException([
                $"The script defines '{id}', but {plugin.Assembly} has a {kind.ToString().ToLowerInvariant()} of that id; "
                + "choose another id.",
            ]);
    }
}

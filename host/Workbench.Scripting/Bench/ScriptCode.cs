using Workbench.Engine.Plugins;

namespace Workbench.Scripting;

/// <summary>What methods and metrics of a script share.</summary>
internal static class ScriptCode
{
    private static int s_last;

    /// <summary>A number that no other definition of this process has: a lambda's captured values cannot be hashed, so each definition is another one.</summary>
    public static int Next() => Interlocked.Increment(ref s_last);

    /// <exception cref="PluginCallException">The text has another form.</exception>
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

    /// <exception cref="PluginCallException">A plugin has the id.</exception>
    public static void RequireFree(string id, PluginKind kind, IPluginCatalog catalog)
    {
        if (catalog.Plugins.FirstOrDefault(plugin => plugin.Kind == kind && plugin.Id == id) is { } plugin)
            throw new PluginCallException([
                $"The script defines '{id}', which is a {kind.ToString().ToLowerInvariant()} of {plugin.Assembly}: choose another id.",
            ]);
    }
}

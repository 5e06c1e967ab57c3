using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;

namespace Workbench.Cli.Suggestions;

/// <summary>Ids of methods and metrics, and methods with a layer: <c>gradcam@b5</c>.</summary>
internal static class MethodSuggestions
{
    private static readonly string[] s_layers = ["b1", "b2", "b3", "b4", "b5"];

    /// <summary>The ids of all methods and metrics.</summary>
    public static IEnumerable<string> Ids => Plugins.Select(plugin => plugin.Id);

    private static IReadOnlyList<PluginId> Plugins => PluginIds.Read(PluginHost.DefaultFolders);

    /// <summary>Methods that complete a word. Layers follow once only one method is left, so that a list of methods is short.</summary>
    /// <param name="typed">The word as typed.</param>
    public static IEnumerable<string> Methods(string typed) => Methods(typed, Plugins);

    internal static IEnumerable<string> Methods(string typed, IReadOnlyList<PluginId> plugins)
    {
        var methods = plugins.Where(plugin => plugin.Kind == PluginKind.Method).ToList();
        if (typed.Split('@', 2) is [var id, _]) return methods.Where(method => method.Id == id).SelectMany(WithLayers);
        var fitting = methods.Where(method => method.Id.StartsWith(typed, StringComparison.Ordinal)).ToList();
        var chosen = fitting.Count == 1 ? fitting : fitting.Where(method => method.Id == typed);
        return fitting.Select(method => method.Id).Concat(chosen.SelectMany(WithLayers));
    }

    private static IEnumerable<string> WithLayers(PluginId method) =>
        method.HasLayer ? s_layers.Select(layer => $"{method.Id}@{layer}") : [];
}

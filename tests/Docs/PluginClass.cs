using System.Reflection;
using System.Runtime.Loader;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;

namespace Workbench.Docs;

/// <summary>A shipped method or metric, with its class and its documentation.</summary>
/// <param name="Descriptor">Id, citation and options.</param>
/// <param name="Type">Its class.</param>
/// <param name="Comments">The documentation of its assembly.</param>
public sealed record PluginClass(PluginDescriptor Descriptor, Type Type, XmlComments Comments)
{
    /// <summary>Its source, from the repository's root.</summary>
    public string Source => $"plugins/{Type.Assembly.GetName().Name}/{Type.Name}.cs";

    /// <summary>The plugins as built beside the program.</summary>
    public static string Folder { get; } = Path.Combine(
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.FullName,
        "Workbench.Cli",
        new DirectoryInfo(AppContext.BaseDirectory).Name,
        "plugins");

    /// <summary>All that the repository ships, by id.</summary>
    public static IReadOnlyList<PluginClass> All { get; } = [.. Load().OrderBy(plugin => plugin.Descriptor.Id, StringComparer.Ordinal)];

    private static IEnumerable<PluginClass> Load()
    {
        using var host = PluginHost.Load([Folder]);
        var descriptors = host.Plugins.ToDictionary(plugin => (plugin.Kind, plugin.Id));
        foreach (var name in Repository.ShippedPlugins)
        {
            var file = Path.Combine(Folder, name, name + ".dll");
            var comments = XmlComments.Read(Path.ChangeExtension(file, ".xml"));
            foreach (var type in AssemblyLoadContext.Default.LoadFromAssemblyPath(file).GetExportedTypes())
            {
                if (type.GetCustomAttribute<AttributionAttribute>() is { } method)
                    yield return new(descriptors[(PluginKind.Method, method.Id)], type, comments);
                if (type.GetCustomAttribute<MetricAttribute>() is { } metric)
                    yield return new(descriptors[(PluginKind.Metric, metric.Id)], type, comments);
            }
        }
    }
}

using System.Reflection;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Specs;

namespace Workbench.Benchmarks;

/// <summary>The methods of the shipped table 1, from the real plugins.</summary>
internal static class Table1
{
    public static PluginHost Plugins() => PluginHost.Load([Metadata("Plugins")]);

    /// <summary>Every method of the spec under the original pointing game: one target per image where the image has one class.</summary>
    public static IReadOnlyList<Cell> Cells(IPluginCatalog plugins)
    {
        var spec = ExperimentFile.Read(Metadata("Table1"));
        var metric = plugins.CreateMetric(new PluginCall("pointing-game"));
        return [.. spec.Methods.Select(call => new Cell(plugins.CreateMethod(call.Value), metric))];
    }

    private static string Metadata(string key) =>
        typeof(Table1).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}

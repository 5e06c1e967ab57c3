using System.Reflection;
using Workbench.Engine.Loading;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Specs;
using Workbench.Testing;

namespace Workbench.Benchmarks;

/// <summary>The methods of the shipped Table 1, from the real plugins.</summary>
internal static class Table1
{
    /// <summary>Path of a full-width VGG-16 with random weights and 20 classes, written once to the temporary folder.</summary>
    public static string FullWidthWeights()
    {
        var path = Path.Combine(Path.GetTempPath(), "workbench-full-width-vgg16.safetensors");
        if (!File.Exists(path)) RandomVgg.Write(path, RandomVgg.FullWidths, fc: 4096, classes: 20, seed: 1);
        return path;
    }

    public static PluginHost Plugins() => PluginHost.Load([Metadata("Plugins")]);

    /// <summary>Every method of the spec with the original pointing game: one target per class in the image.</summary>
    public static IReadOnlyList<Cell> Cells(IPluginCatalog plugins)
    {
        var spec = ExperimentFile.Read(Metadata("Table1"));
        var metric = plugins.CreateMetric(new PluginCall("pointing-game"));
        return [.. spec.Tables[0].Methods.Select(call => new Cell(plugins.CreateMethod(call.Value), metric))];
    }

    /// <summary>A path set by the project file.</summary>
    public static string Metadata(string key) =>
        typeof(Table1).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}

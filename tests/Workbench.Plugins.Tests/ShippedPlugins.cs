using Workbench.Engine.Loading;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>The shipped plugins as the host loads them, and the reference net, each loaded once.</summary>
internal static class ShippedPlugins
{
    /// <summary>A folder with copies of the plugins that the repository ships.</summary>
    public static string Folder { get; } = FindFolder();

    private static readonly Lazy<PluginHost> s_plugins = new(() => PluginHost.Load([Folder]));
    private static readonly Lazy<ModelService> s_single = new(() => Narrow(ScalarType.Float32));
    private static readonly Lazy<ModelService> s_double = new(() => Narrow(ScalarType.Float64));

    public static PluginHost Plugins => s_plugins.Value;

    /// <summary>Ids of the methods that are defined on a VGG. CAM needs a global average and one fully connected layer.</summary>
    public static IReadOnlyList<string> MethodsOnVgg =>
        [.. Plugins.Plugins.Where(plugin => plugin.Kind == PluginKind.Method && plugin.Id != "cam").Select(plugin => plugin.Id)];

    public static ModelService NarrowNet(ScalarType dtype) => dtype == ScalarType.Float64 ? s_double.Value : s_single.Value;

    public static MethodInstance Method(string call) => Plugins.CreateMethod(PluginCall.Parse(call));

    public static MetricInstance Metric(string call) => Plugins.CreateMetric(PluginCall.Parse(call));

    private static ModelService Narrow(ScalarType dtype) =>
        ModelService.Load(Repository.Reference("narrow-vgg16.safetensors"), "cpu", dtype);

    private static string FindFolder()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);   // artifacts/bin/PROJECT/CONFIGURATION
        var built = Path.Combine(output.Parent!.Parent!.FullName, "Workbench.Cli", output.Name, "plugins");
        // Plugins that an author added are built into the same folder; these tests cover only the shipped ones.
        var own = Path.Combine(AppContext.BaseDirectory, "shipped-plugins");
        if (Directory.Exists(own)) Directory.Delete(own, recursive: true);
        foreach (var name in Repository.ShippedPlugins)
        {
            Directory.CreateDirectory(Path.Combine(own, name));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(built, name)))
                File.Copy(file, Path.Combine(own, name, Path.GetFileName(file)));
        }
        return own;
    }
}

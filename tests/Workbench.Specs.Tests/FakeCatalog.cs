using Workbench.Data;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;

namespace Workbench.Specs.Tests;

/// <summary>A catalog without assemblies: two methods, one with a layer and a flag, and one metric.</summary>
internal sealed class FakeCatalog : IPluginCatalog
{
    private static readonly OptionDescriptor Layer = new(
        "layer",
        "Where.",
        typeof(LayerRef),
        "b5",
        double.NegativeInfinity,
        double.PositiveInfinity,
        []);
    private static readonly OptionDescriptor Flag = new(
        "flag",
        "Whether.",
        typeof(bool),
        "false",
        double.NegativeInfinity,
        double.PositiveInfinity,
        ["true", "false"]);

    public IReadOnlyList<PluginDescriptor> Plugins { get; } =
    [
        new("alpha++", PluginKind.Method, "Author 2000", false, [Layer, Flag], "fake.dll", "0"),
        new("beta", PluginKind.Method, "Author 2000", false, [], "fake.dll", "0"),
        new("hits", PluginKind.Metric, "Author 2000", true, [Flag], "fake.dll", "0") { Lowest = 0, Highest = 1 },
        new("restricted-hits", PluginKind.Metric, "Author 2000", true, [], "fake.dll", "0"),
    ];

    public MethodInstance CreateMethod(PluginCall call) =>
        Create(call, PluginKind.Method, (canonical, plugin) => PostSteps.AddSteps(new MethodInstance(canonical, plugin, null!), call.Post));

    public MetricInstance CreateMetric(PluginCall call) =>
        Create(call, PluginKind.Metric, (canonical, plugin) => new MetricInstance(canonical, plugin, null!));

    private T Create<T>(PluginCall call, PluginKind kind, Func<PluginCall, PluginDescriptor, T> make)
    {
        var ids = Plugins.Where(plugin => plugin.Kind == kind).Select(plugin => plugin.Id).ToList();
        var plugin = Plugins.FirstOrDefault(candidate => candidate.Kind == kind && candidate.Id == call.Id)
            ?? throw new PluginCallException([$"Unknown {kind.ToString().ToLowerInvariant()} '{call.Id}'{NearestName.Hint(call.Id, ids)}"]);
        var names = plugin.Options.Select(option => option.Name).ToList();
        var problems = call.Options.Where(option => !names.Contains(option.Key))
            .Select(option => new CallProblem(
                null, $"'{call.Id}' has no option '{option.Key}'{NearestName.Hint(option.Key, names)}", option.Key))
            .ToList();
        if (problems.Count > 0) throw new PluginCallException(problems);
        if (call.Layer is not null && !names.Contains("layer"))
            throw new PluginCallException([new CallProblem(null, $"'{call.Id}' takes no layer.", "layer")]);
        var layer = names.Contains("layer") ? call.Layer ?? "b5" : null;
        var options = call.Options.Where(option => option.Value != "false").ToList();
        return make(new PluginCall(call.Id, layer, options), plugin);
    }
}

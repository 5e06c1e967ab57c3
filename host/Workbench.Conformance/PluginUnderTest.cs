using TorchSharp;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>A method or metric of an assembly, and what it is tried on.</summary>
/// <param name="plugin">The class.</param>
/// <param name="others">The other classes of its assembly.</param>
/// <param name="models">What it is tried on.</param>
/// <param name="neighbours">The grid of all methods of its assembly.</param>
/// <param name="limit">The longest that one call may take.</param>
internal sealed class PluginUnderTest(
    PluginClass plugin,
    IReadOnlyList<PluginClass> others,
    TrialModels models,
    Methods.Neighbours neighbours,
    TimeSpan limit)
{
    public PluginDescriptor Descriptor => plugin.Descriptor;

    public string Id => plugin.Descriptor.Id;

    public Type Type => plugin.Type;

    public TimeSpan Limit => limit;

    /// <summary>The grid of all methods of the assembly.</summary>
    public Methods.Neighbours Neighbours => neighbours;

    /// <summary>The trial in float64.</summary>
    public Trial Trial => new(models.Double, limit);

    /// <summary>The trial in float32.</summary>
    public Trial Single => new(models.Single, limit);

    /// <summary>The other classes of the assembly that have that kind.</summary>
    public IEnumerable<PluginClass> Others => others.Where(other => other.Descriptor.Kind == Descriptor.Kind);

    /// <summary>Makes the plugin with its defaults but for the options given.</summary>
    /// <exception cref="PluginCallException">It cannot be made.</exception>
    public object Create(params (string Name, string Value)[] options) => Create(plugin, options).Plugin;

    /// <summary>A method with its defaults but for the options given.</summary>
    /// <exception cref="PluginCallException">It cannot be made.</exception>
    public MethodInstance Method(params (string Name, string Value)[] options) => Method(plugin, options);

    /// <summary>A metric with its defaults but for the options given.</summary>
    /// <exception cref="PluginCallException">It cannot be made.</exception>
    public MetricInstance Metric(params (string Name, string Value)[] options)
    {
        var (made, canonical) = Create(plugin, options);
        return new MetricInstance(canonical, plugin.Descriptor, (IMetric)made);
    }

    /// <summary>A method of the assembly with its defaults but for the options given.</summary>
    /// <exception cref="PluginCallException">It cannot be made.</exception>
    public static MethodInstance Method(PluginClass plugin, params (string Name, string Value)[] options)
    {
        var (made, canonical) = Create(plugin, options);
        return new MethodInstance(canonical, plugin.Descriptor, (IAttributionMethod)made);
    }

    private static (object Plugin, PluginCall Canonical) Create(PluginClass plugin, (string Name, string Value)[] options) =>
        plugin.Options.Create(
            plugin.Type,
            new PluginCall(plugin.Descriptor.Id, null, [.. options.Select(option => KeyValuePair.Create(option.Name, option.Value))]));

    /// <summary>Makes one call of the plugin's own, at most as long as the limit.</summary>
    /// <exception cref="PluginHungException">It took longer.</exception>
    public T Call<T>(Func<T> call) => PluginClock.CallOnce(limit, this, call);

    /// <summary>A method's plan, and how many tensors it made for it.</summary>
    public (PassRequest Request, long Tensors) Plan(MethodInstance method)
    {
        var card = models.Double.Card;
        return Counting(() => method.Method.Plan(card));
    }

    /// <summary>A metric's plan, and how many tensors it made for it.</summary>
    public (MetricRequest Request, long Tensors) Plan(MetricInstance metric)
    {
        var card = models.Double.Card;
        return Counting(() => metric.Metric.Plan(card));
    }

    private (T, long) Counting<T>(Func<T> call) => Call(() =>
    {
        // Of this thread alone, which is the call's own.
        static long Made() => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        using var scope = NewDisposeScope();
        var before = Made();
        return (call(), Made() - before);
    });

    /// <summary>What an exception of a plugin's says, in one line.</summary>
    public static string Describe(Exception error) => PluginText.Describe(error).TrimEnd('.');
}

using TorchSharp;
using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>A method or metric of an assembly with the models that it is tried on.</summary>
/// <param name="plugin">The class.</param>
/// <param name="others">The other classes of its assembly.</param>
/// <param name="models">The models that it is tried on.</param>
/// <param name="neighbours">The grid of all methods of its assembly.</param>
/// <param name="limit">Longest duration of one call.</param>
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

    /// <summary>A trial in float64.</summary>
    public Trial Trial => new(models.Double, limit);

    /// <summary>A trial in float32.</summary>
    public Trial Single => new(models.Single, limit);

    /// <summary>The other classes of the assembly that are of the same kind.</summary>
    public IEnumerable<PluginClass> Others => others.Where(other => other.Descriptor.Kind == Descriptor.Kind);

    /// <summary>Constructs the plugin with its defaults, except for the given options.</summary>
    /// <exception cref="PluginCallException">The constructor fails.</exception>
    public object Create(params (string Name, string Value)[] options) => Create(plugin, options).Plugin;

    /// <summary>Constructs the method with its defaults, except for the given options.</summary>
    /// <exception cref="PluginCallException">The constructor fails.</exception>
    public MethodInstance Method(params (string Name, string Value)[] options) => Method(plugin, options);

    /// <summary>Constructs the metric with its defaults, except for the given options.</summary>
    /// <exception cref="PluginCallException">The constructor fails.</exception>
    public MetricInstance Metric(params (string Name, string Value)[] options)
    {
        var (made, canonical) = Create(plugin, options);
        return new MetricInstance(canonical, plugin.Descriptor, (IMetric)made);
    }

    /// <summary>Constructs a method of the assembly with its defaults, except for the given options.</summary>
    /// <exception cref="PluginCallException">The constructor fails.</exception>
    public static MethodInstance Method(PluginClass plugin, params (string Name, string Value)[] options)
    {
        var (made, canonical) = Create(plugin, options);
        return new MethodInstance(canonical, plugin.Descriptor, (IAttributionMethod)made);
    }

    private static (object Plugin, PluginCall Canonical) Create(PluginClass plugin, (string Name, string Value)[] options) =>
        plugin.Options.Create(
            plugin.Type,
            new PluginCall(plugin.Descriptor.Id, null, [.. options.Select(option => KeyValuePair.Create(option.Name, option.Value))]));

    /// <summary>Runs one call into the plugin, within the limit.</summary>
    /// <exception cref="PluginHungException">It took longer.</exception>
    public T Call<T>(Func<T> call) => PluginClock.CallOnce(limit, this, call);

    /// <summary>Returns a method's plan and the number of tensors that it created.</summary>
    public (PassRequest Request, long Tensors) Plan(MethodInstance method)
    {
        var model = models.Double.Architecture;
        return Counting(() => method.Method.Plan(model));
    }

    /// <summary>Returns a metric's plan and the number of tensors that it created.</summary>
    public (MetricRequest Request, long Tensors) Plan(MetricInstance metric)
    {
        var model = models.Double.Architecture;
        return Counting(() => metric.Metric.Plan(model));
    }

    private (T, long) Counting<T>(Func<T> call) => Call(() =>
    {
        // The statistics are per thread, and the call has its own thread.
        static long Created() =>
            DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        using var scope = NewDisposeScope();
        var before = Created();
        return (call(), Created() - before);
    });

    /// <summary>Describes an exception of a plugin in one line.</summary>
    public static string Describe(Exception error) => PluginText.Describe(error).TrimEnd('.');
}

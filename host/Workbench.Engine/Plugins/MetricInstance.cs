namespace Workbench.Engine.Plugins;

/// <summary>A metric with its options set, ready to plan. Two instances are the same metric if they are the same object; the host makes one per name.</summary>
/// <param name="call">The canonical call: id and the options that differ from their defaults.</param>
/// <param name="plugin">Where it came from.</param>
/// <param name="metric">The metric.</param>
public sealed class MetricInstance(PluginCall call, PluginDescriptor plugin, IMetric metric)
{
    /// <summary>The canonical call: id and the options that differ from their defaults.</summary>
    public PluginCall Call { get; } = call;

    /// <summary>The call as text, as tables show it. Equal names are the same metric.</summary>
    public string Name { get; } = call.ToString();

    /// <summary>Where it came from.</summary>
    public PluginDescriptor Plugin { get; } = plugin;

    /// <summary>The metric.</summary>
    public IMetric Metric { get; } = metric;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

namespace Workbench.Engine.Plugins;

/// <summary>
/// A metric with its options set, ready to plan. Instances are compared by reference. The host makes one per name.
/// </summary>
/// <param name="call">The canonical call: id and the options that differ from their defaults.</param>
/// <param name="plugin">The plugin that it came from.</param>
/// <param name="metric">The metric.</param>
public sealed class MetricInstance(PluginCall call, PluginDescriptor plugin, IMetric metric)
{
    /// <summary>The canonical call: id and the options that differ from their defaults.</summary>
    public PluginCall Call { get; } = call;

    /// <summary>The call as text, as tables show it. Equal names mean the same metric.</summary>
    public string Name { get; } = call.ToString();

    /// <summary>The plugin that it came from.</summary>
    public PluginDescriptor Plugin { get; } = plugin;

    public IMetric Metric { get; } = metric;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

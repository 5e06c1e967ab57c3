using Workbench.Engine.Conformance.Methods;

namespace Workbench.Engine.Conformance.Metrics;

/// <summary>The maps are bit for bit what they were before they were scored: other metrics read the same ones.</summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    public string Name => "untouched";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        var before = trial.Values();
        trial.ScoreAll(metric);
        if (before.Zip(trial.Values()).Any(pair => !pair.First.AsSpan().SequenceEqual(pair.Second)))
            yield return "It wrote into a map, which other metrics read too: use the operators without a trailing underscore (clamp, not clamp_), or clone first.";
    }
}

/// <summary>No tensor of the metric's is alive after an image is scored.</summary>
internal sealed class TensorsCheck : IPluginCheck
{
    public string Name => "tensors";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        var left = LiveTensors.LeftBy(() => trial.ScoreAll(metric));
        if (left > 0)
            yield return $"Tensors alive after three images: {left}. Keep none in fields or statics, detach none from the host's dispose scope, and make none on threads of your own; the host frees whatever Score makes.";
    }
}

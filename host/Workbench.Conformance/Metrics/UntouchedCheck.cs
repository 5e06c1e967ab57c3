using Workbench.Conformance.Methods;

namespace Workbench.Conformance.Metrics;

/// <summary>The maps are bit for bit what they were lent as, after they were scored: other metrics read the same ones.</summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    public string Name => "untouched";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        for (var image = 0; image < trial.Count; image++)
            if (trial.Changed(metric, image) is { } changed)
            {
                yield return $"I{changed[1..]}";
                yield break;
            }
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

using Workbench.Conformance.Methods;

namespace Workbench.Conformance.Metrics;

/// <summary>Checks that scoring leaves the maps bit-identical, because other metrics read them.</summary>
internal sealed class UntouchedCheck : IPluginCheck
{
    public string Name => "untouched";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        for (var image = 0; image < trial.Count; image++)
            if (trial.FindChange(metric, image) is { } changed)
            {
                yield return $"I{changed[1..]}";
                yield break;
            }
    }
}

/// <summary>Checks that no tensor of the metric is alive after scoring.</summary>
internal sealed class TensorsCheck : IPluginCheck
{
    public string Name => "tensors";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var metric = plugin.Metric();
        using var trial = MetricTrial.Prepare(plugin.Trial, metric, new PlainMaps());
        var left = LiveTensors.CountAfterWarmup(() => trial.ScoreAll(metric));
        if (left > 0)
            yield return $"Tensors alive after three images: {left}. Keep none in fields or statics, detach none from the host's dispose "
                + "scope, and create none on threads of your own. The host frees the tensors that Score creates.";
    }
}

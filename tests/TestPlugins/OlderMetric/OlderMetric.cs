namespace Workbench.TestPlugins;

/// <summary>Lacks what today's contract asks of a metric.</summary>
[Metric("older-metric", Cite = "Doe")]
public sealed class OlderMetric : IMetric
{
    public MetricRequest Plan(IModelCard model) => new() { Targets = TargetKinds.None };

    public SampleScore Score(ISampleMaps maps) => new([], []);
}

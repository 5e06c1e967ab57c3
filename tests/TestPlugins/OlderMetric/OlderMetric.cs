namespace Workbench.TestPlugins;

/// <summary>Lacks a member that the present contract requires.</summary>
[Metric("older-metric", Cite = "Doe")]
public sealed class OlderMetric : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.None };

    public SampleScore Score(ISampleMaps maps) => new([], []);
}

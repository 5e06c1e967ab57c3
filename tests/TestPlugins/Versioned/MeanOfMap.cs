namespace Workbench.TestPlugins;

/// <summary>The mean of the map of each class that is present.</summary>
[Metric("mean-of-map", Cite = "Doe", Mean = true)]
public sealed class MeanOfMap : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };

    public SampleScore Score(ISampleMaps maps) =>
        new(
            [
                .. maps.Sample.PresentClasses.Select(target => new MetricRow(
                    maps.Sample.Id,
                    target,
                    maps.Map(target).to(ScalarType.Float64).mean().item<double>())),
            ],
            []);

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());
}

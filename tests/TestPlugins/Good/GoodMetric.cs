namespace Workbench.TestPlugins;

public sealed record GoodMetricOptions
{
    [Option("least mean that counts")]
    public double Threshold { get; init; }
}

/// <summary>Whether a class's map has a mean above a threshold.</summary>
[Metric("good-score", Cite = "Doe 2021", Percent = true, Mean = true)]
public sealed class GoodMetric(GoodMetricOptions options) : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };

    public SampleScore Score(ISampleMaps maps) => new(
        [
            .. maps.Sample.PresentClasses.Select(target => new MetricRow(
                maps.Sample.Id,
                target,
                maps.Map(target).to(ScalarType.Float32).mean().item<float>() > options.Threshold ? 1 : 0)),
        ],
        []);

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());
}

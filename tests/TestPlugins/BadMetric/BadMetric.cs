namespace Workbench.TestPlugins;

public abstract class BadMetric : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };

    public virtual SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, maps.Sample.PresentClasses[0], 1)], []);

    public virtual MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count, new Dictionary<string, double>());
}

[Metric("throws-in-score", Cite = "Doe")]
public sealed class ThrowsInScore : BadMetric
{
    public override SampleScore Score(ISampleMaps maps) => throw new InvalidOperationException("no score today");
}

[Metric("scores-nan", Cite = "Doe")]
public sealed class ScoresNaN : BadMetric
{
    public override SampleScore Score(ISampleMaps maps) =>
        new([new MetricRow(maps.Sample.Id, maps.Sample.PresentClasses[0], double.NaN)], []);
}

[Metric("throws-in-summarise", Cite = "Doe")]
public sealed class ThrowsInSummarise : BadMetric
{
    public override MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        throw new InvalidOperationException("no sum today");
}

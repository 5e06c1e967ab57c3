namespace Workbench.TestPlugins;

/// <summary>The mean of the map of each class that is present. Each derived class breaks one rule.</summary>
public abstract class FineScore : IMetric
{
    public virtual MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses, Needs = Annotation.Boxes };

    public virtual SampleScore Score(ISampleMaps maps) =>
        new([.. maps.Sample.PresentClasses.Select(target => new MetricRow(maps.Sample.Id, target, Value(maps.Map(target))))], []);

    public virtual MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());

    protected virtual double Value(Tensor map) => map.to(ScalarType.Float64).mean().item<double>();
}

[Metric("asks-for-no-class", Cite = "Doe 2021, eq. 1")]
public sealed class AsksForNoClass : FineScore
{
    public override MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.None };
}

[Metric("asks-for-no-layer", Cite = "Doe 2021, eq. 1")]
public sealed class AsksForNoLayer : FineScore
{
    public override MetricRequest Plan(IArchitecture model) =>
        base.Plan(model) with
        {
            States = [ModelState.Trained, new("redrawn", "b9")],
        };
}

[Metric("names-another-image", Cite = "Doe 2021, eq. 1")]
public sealed class NamesAnotherImage : FineScore
{
    public override SampleScore Score(ISampleMaps maps) => new([new MetricRow("image", null, 1)], []);
}

[Metric("scores-infinity", Cite = "Doe 2021, eq. 1")]
public sealed class ScoresInfinity : FineScore
{
    protected override double Value(Tensor map) => double.PositiveInfinity;
}

[Metric("divides-by-the-sum", Cite = "Doe 2021, eq. 1")]
public sealed class DividesByTheSum : FineScore
{
    protected override double Value(Tensor map) => (map.abs().max() / map.abs().sum()).to(ScalarType.Float64).item<double>();
}

[Metric("needs-boxes-unsaid", Cite = "Doe 2021, eq. 1")]
public sealed class NeedsBoxesUnsaid : FineScore
{
    public override MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.Top1 };

    public override SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, null, maps.Sample.Objects[0].XMin)], []);
}

[Metric("clamps-the-map", Cite = "Doe 2021, eq. 1")]
public sealed class ClampsTheMap : FineScore
{
    protected override double Value(Tensor map) => map.clamp_(0, 1).to(ScalarType.Float64).mean().item<double>();
}

[Metric("counts-images", Cite = "Doe 2021, eq. 1")]
public sealed class CountsImages : FineScore
{
    private int _images;

    public override SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, null, _images++)], []);
}

[Metric("takes-the-last-row", Cite = "Doe 2021, eq. 1")]
public sealed class TakesTheLastRow : FineScore
{
    public override MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows[^1].Value, new Dictionary<string, double>());
}

[Metric("averages-nothing", Cite = "Doe 2021, eq. 1")]
public sealed class AveragesNothing : FineScore
{
    public override MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Average(row => row.Value), new Dictionary<string, double>());
}

[Metric("is-no-mean", Cite = "Doe 2021, eq. 1", Mean = true)]
public sealed class IsNoMean : FineScore
{
    public override MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Max(row => row.Value), new Dictionary<string, double>());
}

[Metric("keeps-the-mean", Cite = "Doe 2021, eq. 1")]
public sealed class KeepsTheMean : FineScore
{
    protected override double Value(Tensor map) => map.to(ScalarType.Float64).mean().DetachFromDisposeScope().item<double>();
}

public sealed record MetricChoiceOptions
{
    [Option("what happens to the sign")]
    public Sign Sign { get; init; }
}

[Metric("metric-lacks-a-choice", Cite = "Doe 2021, eq. 1")]
public sealed class MetricLacksAChoice(MetricChoiceOptions options) : FineScore
{
    protected override double Value(Tensor map) =>
        options.Sign == Sign.Kept ? base.Value(map) : throw new NotSupportedException("not written yet");
}

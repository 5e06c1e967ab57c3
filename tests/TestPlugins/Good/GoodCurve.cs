namespace Workbench.TestPlugins;

public sealed record GoodCurveOptions;

/// <summary>Cosine similarity of a map to that of the trained model in two states; tall images have no value in the second.</summary>
[Metric("good-curve", Cite = "Doe 2022", Mean = true)]
public sealed class GoodCurve(GoodCurveOptions options) : IMetric
{
    private static readonly ModelState[] s_states =
    [
        ModelState.Trained, new("classifier.6", "classifier.6"), new("features.28", "features.28"),
    ];

    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.Top1, States = s_states };

    public SampleScore Score(ISampleMaps maps)
    {
        _ = options;
        var target = maps.Logits.Index().MaxBy(logit => logit.Item).Index;
        var original = maps.Map(target, s_states[0]).flatten();
        double Similarity(ModelState state)
        {
            var map = maps.Map(target, state).flatten();
            return ((map * original).sum() / (map.norm() * original.norm() + 1e-20)).item<float>();
        }
        var tall = maps.Sample.Height > maps.Sample.Width;
        return new(
            [.. s_states[1..(tall ? 2 : 3)].Select(state => new MetricRow(maps.Sample.Id, null, Similarity(state), state.Id))],
            tall ? [new SkippedRow(maps.Sample.Id, null, "the image is tall", s_states[2].Id)] : []);
    }

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model)
    {
        var curve = s_states[1..].Select(state => new CurvePoint(state.Id, Mean([.. rows.Where(row => row.State == state.Id)]))).ToList();
        return new(curve.Where(point => !double.IsNaN(point.Value)).Average(point => point.Value), new Dictionary<string, double>())
        {
            Curve = curve,
        };
    }

    private static double Mean(IReadOnlyList<MetricRow> rows) => rows.Count == 0 ? double.NaN : rows.Average(row => row.Value);
}

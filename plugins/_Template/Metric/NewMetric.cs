namespace Workbench.Plugins;

/// <summary>Options of <see cref="NewMetric"/>.</summary>
public sealed record NewMetricOptions
{
    /// <summary>Pixels by which each box grows on all sides. Default: 0.</summary>
    [Option("pixels of the original image by which each box grows on all sides", Min = 0, Max = 1000)]
    public double Margin { get; init; }
}

/// <summary>
/// Mass inside: for each class that is present, the share of its map's positive values that lies within the boxes of the class. A value
/// counts at the centre of its cell, in pixels of the original image. A map without positive values is skipped.
/// </summary>
[Metric("new-metric", Cite = "Own work: share of a map's positive mass within the boxes", Percent = true, Mean = true)]
public sealed class NewMetric(NewMetricOptions options) : IMetric
{
    /// <inheritdoc/>
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses, Needs = Annotation.Boxes };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        var (rows, skipped) = (new List<MetricRow>(), new List<SkippedRow>());
        foreach (var target in maps.Sample.PresentClasses)
        {
            var (inside, all) = Mass(maps.Map(target), maps.Sample, target);
            if (all > 0) rows.Add(new MetricRow(maps.Sample.Id, target, inside / all));
            else skipped.Add(new SkippedRow(maps.Sample.Id, target, "the map has no positive value"));
        }
        return new SampleScore(rows, skipped);
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());

    private (double Inside, double All) Mass(Tensor map, Sample sample, int target)
    {
        var (height, width) = (map.shape[2], map.shape[3]);
        var values = map.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        var (inside, all) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] <= 0) continue;
            all += values[i];
            var (x, y) = ((i % width + 0.5) * sample.Width / width, (i / width + 0.5) * sample.Height / height);
            if (
                sample.Objects.Any(o =>
                    o.Class == target
                    && x > o.XMin - options.Margin
                    && x < o.XMax + 1 + options.Margin
                    && y > o.YMin - options.Margin
                    && y < o.YMax + 1 + options.Margin))
                inside += values[i];
        }
        return (inside, all);
    }
}

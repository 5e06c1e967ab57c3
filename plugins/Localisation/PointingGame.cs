namespace Workbench.Plugins.Localisation;

/// <summary>Options of <see cref="PointingGame"/>.</summary>
public sealed record PointingGameOptions
{
    /// <summary>Which pairs are scored. Default: all.</summary>
    [Option("which pairs are scored")]
    public Subset Subset { get; init; } = Subset.All;

    /// <summary>Blur of the resized map, σ as a part of the longer side. Default: 0, no blur.</summary>
    [Option("blur of the resized map: σ as a part of the image's longer side", Min = 0, Max = 1)]
    public double Smooth { get; init; }

    /// <summary>Distance under which a point counts as inside, pixels. Default: 15.</summary>
    [Option("distance to the ground truth, in pixels, under which the point is a hit", Min = 0)]
    public double Tolerance { get; init; } = 15;

    /// <summary>Where a map points that has one value everywhere. Default: skip.</summary>
    [Option("a map of one value everywhere is skipped, or points at its first pixel (TorchRay)")]
    public ConstantMap Constant { get; init; } = ConstantMap.Skip;
}

/// <summary>
/// Pointing game: for each class present, does the maximum of its map lie on an object of the class, or closer than 15 pixels to one?
/// Zhang et al. 2018; Khakzar et al. 2020, section 2.
/// </summary>
[Metric("pointing-game", Cite = "Zhang et al., IJCV 2018; Khakzar et al. 2020, section 2", Percent = true, Min = 0, Max = 1)]
public sealed class PointingGame(PointingGameOptions options) : IMetric
{
    /// <inheritdoc/>
    public MetricRequest Plan(IModelCard model) => new() { Targets = TargetKinds.PresentClasses, Needs = Annotation.Boxes };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        var game = new Game(maps.Sample, options.Subset, options.Tolerance);
        return game.Play(target => Pointing.At(maps.Map(target), maps.Sample, options.Smooth, options.Constant), "the map is constant");
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IModelCard model) => Game.Accuracy(rows, model.Classes);
}

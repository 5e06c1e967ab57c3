namespace Workbench.Plugins.Localisation;

/// <summary>Options of <see cref="PointingGame"/>.</summary>
public sealed record PointingGameOptions : GameOptions;

/// <summary>
/// Pointing game: for each class that is present, does the maximum of its map lie on an object of the class, or closer to one than the
/// tolerance? Zhang et al. 2018; Khakzar et al. 2020, section 2.
/// </summary>
[Metric("pointing-game", Cite = "Zhang et al., IJCV 2018; Khakzar et al. 2020, section 2", Percent = true, Mean = true, Min = 0, Max = 1)]
public sealed class PointingGame(PointingGameOptions options) : IMetric
{
    /// <inheritdoc/>
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses, Needs = Annotation.Boxes };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        var game = new Game(maps.Sample, options.Subset, options.Tolerance);
        return game.Play(target => Pointing.At(maps.Map(target), maps.Sample, options.Smooth, options.Constant), "the map is constant");
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) => Game.Accuracy(rows, model.Classes);
}

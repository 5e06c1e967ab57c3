namespace Workbench.Plugins.Localisation;

/// <summary>Options of <see cref="PointingGame"/>.</summary>
public sealed record PointingGameOptions : GameOptions;

/// <summary>
/// Pointing game: for each class that is present, does the maximum of its map lie on an object of the class, or closer to one than the
/// tolerance? Zhang et al. 2018; Khakzar et al. 2020, section 2.
/// </summary>
/// <remarks>
/// <para>
/// Points and hits are TorchRay's: the first maximum of the map resized to the image, and a distance below 15 pixels.
/// <c>constant=first-pixel</c> also counts a constant map as TorchRay does. <c>smooth=0.02</c> is TorchRay's blur, which it applies to
/// gradient, deconvnet and guided backprop only.
/// </para>
/// <para>TorchRay's accuracy is printed as class-mean. It is the mean over classes, and a class without a trial counts 0 in it.</para>
/// <para>
/// Quantus has no tolerance and no difficult pairs. <c>tolerance=1</c> counts only points on the object itself. Quantus also counts any of
/// several equal maxima, which no option does.
/// </para>
/// </remarks>
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

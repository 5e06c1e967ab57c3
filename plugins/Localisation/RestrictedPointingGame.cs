namespace Workbench.Plugins.Localisation;

/// <summary>The classes among which the class of the largest output is chosen.</summary>
public enum Among
{
    /// <summary>All outputs of the model.</summary>
    All,
    /// <summary>The classes present in the image.</summary>
    Present,
}

/// <summary>Options of <see cref="RestrictedPointingGame"/>.</summary>
public sealed record RestrictedPointingGameOptions : GameOptions
{
    /// <summary>The classes among which the largest output is chosen. Default: all.</summary>
    [Option("among which classes the maximal output is looked for")]
    public Among Among { get; init; } = Among.All;
}

/// <summary>
/// Restricted pointing game: one map per image, for the class of the largest output, scored against every class that is present. An
/// accuracy near that of the pointing game shows that a method's maps do not depend on the class. Khakzar et al. 2020, section 2.
/// </summary>
/// <remarks>
/// No other implementation has this metric. Its reference decisions are those of TorchRay's pointing game on the map for the largest
/// output. The options work as in <c>pointing-game</c>.
/// </remarks>
[Metric("restricted-pointing-game", Cite = "Khakzar et al. 2020, section 2", Percent = true, Mean = true, Min = 0, Max = 1)]
public sealed class RestrictedPointingGame(RestrictedPointingGameOptions options) : IMetric
{
    /// <inheritdoc/>
    public MetricRequest Plan(IArchitecture model) => new()
    {
        Targets = options.Among == Among.All ? TargetKinds.Top1 : TargetKinds.PresentClasses,
        Needs = Annotation.Boxes,
    };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        if (maps.Sample.PresentClasses.Count == 0) return new SampleScore([], []);   // no class to choose from
        var largest = options.Among == Among.All ? maps.Top : maps.Sample.PresentClasses.MaxBy(c => maps.Logits[c]);
        var point = new Lazy<(int, int)?>(() => Pointing.At(maps.Map(largest), maps.Sample, options.Smooth, options.Constant));
        return new Game(maps.Sample, options.Subset, options.Tolerance).Play(
            _ => point.Value,
            $"the map for the largest output (class {largest}) is constant",
            () => largest);
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) => Game.Accuracy(rows, model.Classes);
}

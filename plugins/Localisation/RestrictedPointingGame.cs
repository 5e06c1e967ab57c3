namespace Workbench.Plugins.Localisation;

/// <summary>Among which classes the class of maximal output is looked for.</summary>
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
    /// <summary>Among which classes the maximal output is looked for. Default: all.</summary>
    [Option("among which classes the maximal output is looked for")]
    public Among Among { get; init; } = Among.All;
}

/// <summary>
/// Restricted pointing game: one map per image, for the class of maximal output, scored against every class present.
/// Khakzar et al. 2020, section 2. An accuracy near the original game's says that a method's maps do not depend on the class.
/// </summary>
[Metric("restricted-pointing-game", Cite = "Khakzar et al. 2020, section 2", Percent = true, Mean = true, Min = 0, Max = 1)]
public sealed class RestrictedPointingGame(RestrictedPointingGameOptions options) : IMetric
{
    /// <inheritdoc/>
    public MetricRequest Plan(IModelCard model) => new()
    {
        Targets = options.Among == Among.All ? TargetKinds.Top1 : TargetKinds.PresentClasses,
        Needs = Annotation.Boxes,
    };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        if (maps.Sample.PresentClasses.Count == 0) return new SampleScore([], []);   // no class is asked for
        var largest = options.Among == Among.All ? maps.Top : maps.Sample.PresentClasses.MaxBy(c => maps.Logits[c]);
        var point = new Lazy<(int, int)?>(() => Pointing.At(maps.Map(largest), maps.Sample, options.Smooth, options.Constant));
        return new Game(maps.Sample, options.Subset, options.Tolerance).Play(
            _ => point.Value,
            $"the map for the largest output (class {largest}) is constant",
            () => largest);
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IModelCard model) => Game.Accuracy(rows, model.Classes);
}

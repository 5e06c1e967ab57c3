namespace Workbench.Plugins.Similarity;

/// <summary>The target class of the maps of a randomised model.</summary>
public enum RandomizationTarget
{
    /// <summary>The class of the trained model's largest output, in every state.</summary>
    Original,
    /// <summary>The class of each state's own largest output (Adebayo et al.).</summary>
    Current,
}

/// <summary>Where the randomised states begin.</summary>
public enum RandomizationSteps
{
    /// <summary>At each layer with parameters.</summary>
    Layers,
    /// <summary>At the first layer with parameters of each block.</summary>
    Blocks,
}

/// <summary>Options of <see cref="ParameterRandomization"/>.</summary>
public sealed record ParameterRandomizationOptions : SimilarityOptions
{
    /// <summary>Standard deviation of the redrawn weights and biases. Default: 0.1.</summary>
    [Option("standard deviation of the redrawn weights and biases", Min = 1e-6)]
    public double Sigma { get; init; } = 0.1;

    /// <summary>The target class of the maps. Default: original.</summary>
    [Option("the trained model's first class in every state, or each state's own")]
    public RandomizationTarget Target { get; init; } = RandomizationTarget.Original;

    /// <summary>Where states begin. Default: layers.</summary>
    [Option("whether a state begins at each layer with parameters, or at the first one of each block b1, b2, …")]
    public RandomizationSteps Steps { get; init; } = RandomizationSteps.Layers;

    /// <summary>Seed of the draws, which are the same for every image. Default: 0.</summary>
    [Option("seed of the draws, which are the same for every image", Min = 0)]
    public int Seed { get; init; }
}

/// <summary>
/// Sanity check by randomised parameters: layers are redrawn from N(0, σ²) cumulatively from the last to the first. Each state has the
/// similarity of the map of the trained model and that of the randomised one, which falls if a method explains the model. One value per
/// image and state. The curve is the mean over images by state, and the score is the mean of the curve. A state with a constant map has no
/// value for that image. Adebayo et al. 2018; Khakzar et al. 2020, section 2.
/// </summary>
/// <remarks>
/// <para>
/// <c>target=current</c> gives the class of Adebayo et al., and <c>similarity=spearman-abs</c> or
/// <c>similarity=ssim,ssim-window=uniform</c> their measures. The default reads 0.01 in the paper's N(0, 0.01) as a variance.
/// <c>sigma=0.01</c> reads it as a standard deviation.
/// </para>
/// <para>
/// Quantus' MPRT compares the maps' magnitudes by Spearman, which is <c>similarity=spearman-abs</c>. It redraws a layer by PyTorch's own
/// initialisation, with one seed for all layers. No option gives these draws, redraws one layer at a time, or starts at the first layer.
/// </para>
/// </remarks>
[Metric(
    "parameter-randomization",
    Cite = "Adebayo et al., NeurIPS 2018; Khakzar et al. 2020, section 2; HOG: Dalal and Triggs, CVPR 2005",
    Mean = true,
    Min = -1,
    Max = 1)]
public sealed class ParameterRandomization(ParameterRandomizationOptions options) : IMetric
{
    private readonly MapSimilarity _similarity = new(options.Similarity, options.SsimRange, options.SsimWindow);

    /// <inheritdoc/>
    public MetricRequest Plan(IArchitecture model) => new()
    {
        Targets = options.Target == RandomizationTarget.Original ? TargetKinds.Top1 : TargetKinds.Top1 | TargetKinds.CurrentTop1,
        States = [ModelState.Trained, .. States(model)],
    };

    // From the last layer with parameters to the first.
    private List<ModelState> States(IArchitecture model) =>
        [
            .. model
                .Layers.Where(layer => layer.HasWeight && (options.Steps == RandomizationSteps.Layers || BeginsBlock(model, layer)))
                .Reverse()
                .Select(layer => new ModelState(layer.Name, layer.Ref, options.Sigma, (ulong)options.Seed)),
        ];

    // Whether a block ends at the layer with parameters before this one or in between, or there is none before it.
    private static bool BeginsBlock(IArchitecture model, LayerInfo layer) =>
        model.Layers.Take(layer.Index).LastOrDefault(other => other.HasWeight) is not { } before
        || model.Layers.Take(layer.Index).Skip(before.Index).Any(other => other.Alias is not null);

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        using var scope = NewDisposeScope();
        var states = maps.States.Where(state => state != ModelState.Trained).ToList();
        int Class(ModelState state) => options.Target == RandomizationTarget.Original ? maps.Top : maps.TopIn(state);
        var trained = maps.Map(maps.Top, ModelState.Trained);
        var prepared = _similarity.Prepare([trained, .. states.Select(state => maps.Map(Class(state), state))], maps.InputSize);
        var values = prepared.Faults.All(fault => fault is not null)
            ? []
            : _similarity.Compare(prepared.Rows(0, 1), prepared.Rows(1, states.Count));
        var rows = new List<MetricRow>();
        var skipped = new List<SkippedRow>();
        for (var i = 0; i < states.Count; i++)
        {
            var state = states[i].Id;
            if (prepared.Faults[0] is { } original)
                skipped.Add(new SkippedRow(maps.Sample.Id, null, $"the map of the trained model {original}", state));
            else if (prepared.Faults[i + 1] is { } fault)
                skipped.Add(new SkippedRow(maps.Sample.Id, null, $"the map of the randomised model {fault}", state));
            else rows.Add(new MetricRow(maps.Sample.Id, null, values[i], state));
        }
        return new SampleScore(rows, skipped);
    }

    /// <summary>The mean over states of the means over images, which form the curve.</summary>
    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model)
    {
        var byState = rows.GroupBy(row => row.State!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Average(row => row.Value), StringComparer.Ordinal);
        var curve = States(model).Select(state => new CurvePoint(state.Id, byState.GetValueOrDefault(state.Id, double.NaN))).ToList();
        var known = curve.Where(point => !double.IsNaN(point.Value)).ToList();
        return new MetricScore(
            known.Count == 0 ? double.NaN : known.Average(point => point.Value),
            new Dictionary<string, double>(),
            known.Count == curve.Count
                ? null
                : $"{curve.Count - known.Count} of {curve.Count} states have no value and are left out of the mean.")
        {
            Curve = curve,
        };
    }
}

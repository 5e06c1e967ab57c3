namespace Workbench.Plugins.Similarity;

/// <summary>Options of <see cref="ClassSensitivity"/>.</summary>
public sealed record ClassSensitivityOptions : SimilarityOptions;

/// <summary>
/// Class sensitivity: the similarity of the maps for the classes of the largest and the smallest output. Near 1, a method's maps do not
/// depend on the class. One value per image; the score is their mean. An image with a constant map has no value. Rebuffi et al. 2020;
/// Khakzar et al. 2020, section 2.
/// </summary>
/// <remarks>
/// <para>
/// <c>similarity=spearman</c> gives the measure of Rebuffi et al., who compare signed maps at the input's size. The default compares HOG,
/// as in Khakzar et al. Elsewhere a constant map gives NaN, which is left out of the mean. Here the image is skipped.
/// </para>
/// <para>
/// Quantus' RandomLogit compares the map with that for a random other class, by SSIM. <c>similarity=ssim</c> compares by SSIM. No option
/// takes a random class.
/// </para>
/// </remarks>
[Metric(
    "class-sensitivity",
    Cite = "Rebuffi et al., CVPR 2020; Khakzar et al. 2020, section 2; HOG: Dalal and Triggs, CVPR 2005",
    Mean = true,
    Min = -1,
    Max = 1)]
public sealed class ClassSensitivity(ClassSensitivityOptions options) : IMetric
{
    private readonly MapSimilarity _similarity = new(options.Similarity, options.SsimRange, options.SsimWindow);

    /// <inheritdoc/>
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.Top1 | TargetKinds.Bottom1 };

    /// <inheritdoc/>
    public SampleScore Score(ISampleMaps maps)
    {
        var (top, bottom) = (maps.Top, maps.Bottom);
        if (top == bottom) return Skipped("one class has both the largest and the smallest output");
        using var scope = NewDisposeScope();
        var prepared = _similarity.Prepare([maps.Map(top), maps.Map(bottom)], maps.InputSize);
        var faults = prepared.Faults.Zip([$"largest output (class {top})", $"smallest output (class {bottom})"])
            .Where(map => map.First is not null).Select(map => $"the map for the {map.Second} {map.First}").ToList();
        return faults.Count > 0
            ? Skipped(string.Join("; ", faults))
            : new SampleScore([new MetricRow(maps.Sample.Id, null, _similarity.Compare(prepared.Rows(0, 1), prepared.Rows(1, 1))[0])], []);

        SampleScore Skipped(string reason) => new([], [new SkippedRow(maps.Sample.Id, null, reason)]);
    }

    /// <inheritdoc/>
    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());
}

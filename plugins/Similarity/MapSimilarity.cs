namespace Workbench.Plugins.Similarity;

/// <summary>Maps that are prepared once for any number of comparisons.</summary>
/// <param name="Features">One row per map.</param>
/// <param name="Faults">For each map, why it cannot be compared ("is constant"), or null.</param>
public sealed record PreparedMaps(Tensor Features, IReadOnlyList<string?> Faults)
{
    /// <summary>The features of consecutive maps.</summary>
    /// <param name="first">Index of the first map.</param>
    /// <param name="count">Number of maps.</param>
    public Tensor Rows(int first, int count) => Features.narrow(0, first, count);
}

/// <summary>Compares maps at the size of the model's input, in float32.</summary>
/// <param name="measure">The similarity measure.</param>
/// <param name="range">Range of values for <see cref="Ssim"/>.</param>
/// <param name="window">Window for <see cref="Ssim"/>.</param>
public sealed class MapSimilarity(Measure measure, double range, SsimWindow window)
{
    private bool OfHog => measure is Measure.SpearmanHog or Measure.PearsonHog;

    /// <summary>Resizes the maps bilinearly (align_corners=False) and computes the features that are compared.</summary>
    /// <param name="maps">[1,1,h,w] each.</param>
    /// <param name="size">Width and height of the model's input.</param>
    public PreparedMaps Prepare(IReadOnlyList<Tensor> maps, (int Width, int Height) size)
    {
        var least = OfHog ? Hog.LeastSide : measure == Measure.Ssim ? Ssim.Side(window) : 1;
        if (Math.Min(size.Width, size.Height) < least)
            return new PreparedMaps(
                empty(0),
                [.. maps.Select(_ => $"is {size.Width}×{size.Height} pixels, too small: {least} a side are needed")]);
        var resized = cat([
                .. maps.Select(map =>
                    functional.interpolate(map, [size.Height, size.Width], mode: InterpolationMode.Bilinear, align_corners: false)),
            ])
            .to(ScalarType.Float32);
        var spread = resized.amax([2, 3], keepdim: true) - resized.amin([2, 3], keepdim: true);
        var usable = resized.masked_fill(~(spread > 0).logical_and(spread.isfinite()), 0);
        var compared = measure switch
        {
            Measure.SpearmanHog or Measure.PearsonHog => Hog.Features(MapMath.MinMax(usable)),
            Measure.SpearmanAbs => usable.abs(),
            Measure.Ssim => MapMath.MinMax(usable),
            _ => usable,
        };
        var features = measure switch
        {
            Measure.Ssim => compared,
            Measure.PearsonHog or Measure.Pearson => Pearson.Unit(compared.flatten(1)),
            _ => Pearson.Unit(Spearman.Ranks(compared.flatten(1))),
        };
        var flat = compared.flatten(1);
        var constant = flat.amax([1]).eq(flat.amin([1])).data<bool>().ToArray();
        return new PreparedMaps(features, [.. spread.data<float>().ToArray().Zip(constant, Fault)]);
    }

    private string? Fault(float spread, bool constant) =>
        spread == 0 ? "is constant"
        : !float.IsFinite(spread) ? "exceeds float32"
        : !constant ? null
        : OfHog ? "has a constant HOG"
        : "has a constant absolute value";

    /// <summary>
    /// The similarities of prepared maps, pair by pair or one against many. The value of a map with a fault is meaningless.
    /// </summary>
    /// <param name="a">Rows of <see cref="PreparedMaps.Features"/>.</param>
    /// <param name="b">As many rows; a or b may be a single row.</param>
    public double[] Compare(Tensor a, Tensor b) =>
        (measure == Measure.Ssim ? Ssim.Mean(a, b, range, window) : Pearson.Correlation(a, b)).data<double>().ToArray();
}

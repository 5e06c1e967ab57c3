using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>How a map is extended beyond its border.</summary>
internal enum SmoothBorder
{
    /// <summary>The outermost value repeats: a a | a b c.</summary>
    Replicate,
    /// <summary>The map is mirrored at its outermost value: c b | a b c.</summary>
    Reflect,
}

/// <summary>Options of <see cref="Smooth"/>.</summary>
internal sealed record SmoothOptions
{
    /// <summary>Standard deviation in pixels of the current map. Default: 1.</summary>
    [Option("standard deviation in pixels of the current map", Min = 0.1, Max = 1000)]
    public double Sigma { get; init; } = 1;

    /// <summary>
    /// How the map is extended beyond its border: the outermost value repeated, or the map mirrored at it. Default: replicate.
    /// </summary>
    [Option("beyond the border: the outermost value repeated, or the map mirrored at it")]
    public SmoothBorder Border { get; init; } = SmoothBorder.Replicate;
}

/// <summary>
/// A Gaussian with standard deviation σ, cut off at ⌊4σ + ½⌋ pixels and normalised to a sum of 1, applied to rows and columns in turn
/// (scipy's gaussian_filter, modes 'nearest' and 'mirror').
/// </summary>
[PostStep("smooth", "Gaussian blur, cut off at 4 standard deviations")]
internal sealed class Smooth(SmoothOptions options) : IPostStep
{
    // Both passes are products with a matrix that includes the border, so any σ works with a map of any size.
    public Tensor Apply(Tensor map, (int Height, int Width) input) =>
        Weights((int)map.shape[2], map).matmul(map).matmul(Weights((int)map.shape[3], map).transpose(0, 1));

    private Tensor Weights(int size, Tensor like)
    {
        var radius = (int)(4 * options.Sigma + 0.5);
        var kernel = Enumerable
            .Range(-radius, 2 * radius + 1)
            .Select(offset => Math.Exp(-0.5 * offset * offset / (options.Sigma * options.Sigma)))
            .ToArray();
        var (sum, weights) = (kernel.Sum(), new double[size, size]);
        for (var row = 0; row < size; row++)
            for (var k = 0; k < kernel.Length; k++) weights[row, Inside(row + k - radius, size)] += kernel[k] / sum;
        return tensor(weights, dtype: like.dtype, device: like.device);
    }

    private int Inside(int at, int size)
    {
        if (options.Border == SmoothBorder.Replicate || size == 1) return Math.Clamp(at, 0, size - 1);
        var period = 2 * (size - 1);
        var folded = ((at % period) + period) % period;
        return folded < size ? folded : period - folded;
    }
}

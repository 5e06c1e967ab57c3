using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>What lies beyond a map's border.</summary>
public enum SmoothBorder
{
    /// <summary>The outermost value, again and again: a a | a b c.</summary>
    Replicate,
    /// <summary>The map mirrored at its outermost value: c b | a b c.</summary>
    Reflect,
}

/// <summary>Options of <see cref="Smooth"/>.</summary>
public sealed record SmoothOptions
{
    /// <summary>Standard deviation in pixels of the map as it is then. Default: 1.</summary>
    [Option("standard deviation in pixels of the map as it is then", Min = 0.1, Max = 1000)]
    public double Sigma { get; init; } = 1;

    /// <summary>What lies beyond the border: the outermost value, or the map mirrored at it. Default: replicate.</summary>
    [Option("what lies beyond the border: the outermost value, or the map mirrored at it")]
    public SmoothBorder Border { get; init; } = SmoothBorder.Replicate;
}

/// <summary>
/// A Gaussian of some standard deviation σ, cut off at ⌊4σ + ½⌋ pixels and scaled to a sum of 1, over rows and columns in turn (scipy's gaussian_filter, modes 'nearest' and 'mirror').
/// </summary>
[PostStep("smooth", "Gaussian blur, cut off at 4 standard deviations")]
internal sealed class Smooth(SmoothOptions options) : IPostStep
{
    // Both passes are products with a matrix that has the border in it: any σ fits any map.
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

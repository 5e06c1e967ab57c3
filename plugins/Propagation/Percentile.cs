namespace Workbench.Plugins.Propagation;

/// <summary>The value of a percentile between two ranks.</summary>
public enum Quantile
{
    /// <summary>Linear interpolation between the two neighbours (numpy's default; the paper's authors).</summary>
    Linear,
    /// <summary>The nearer neighbour (RectGrad's published code).</summary>
    Nearest,
}

/// <summary>Computes the q-th percentile of each row, over all its other axes.</summary>
internal static class Percentile
{
    /// <summary>A threshold, [B,1,…] for broadcasting. The values above it are those above the percentile.</summary>
    /// <param name="values">[B,…].</param>
    /// <param name="q">Percentile, 0–100.</param>
    /// <param name="quantile">How a percentile between two ranks is computed.</param>
    public static Tensor Of(Tensor values, double q, Quantile quantile)
    {
        var flat = values.flatten(1);
        var n = flat.shape[1];
        var rank = (n - 1) * (q / 100);
        // A value exceeds a percentile between two neighbouring order statistics if and only if it exceeds the lower one, so it needs no
        // interpolation.
        var k = quantile == Quantile.Linear ? (long)Math.Floor(rank) : (long)Math.Round(rank, MidpointRounding.ToEven);
        long[] shape = [flat.shape[0], .. Enumerable.Repeat(1L, (int)values.dim() - 1)];
        var kth = flat.device_type == TorchSharp.DeviceType.CPU
            ? OrderStatistic.OfRows(flat, k)
            : flat.kthvalue(k + 1, 1).values;
        return kth.view(shape);
    }
}

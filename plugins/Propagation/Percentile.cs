namespace Workbench.Plugins.Propagation;

/// <summary>Which value a percentile between two ranks has.</summary>
public enum Quantile
{
    /// <summary>Between the two neighbours, in proportion (numpy's default; the paper's authors).</summary>
    Linear,
    /// <summary>The nearer neighbour's (RectGrad's published code).</summary>
    Nearest,
}

/// <summary>The q-th percentile of each row, over all its other axes.</summary>
internal static class Percentile
{
    /// <summary>A threshold that the same values exceed as exceed the percentile, [B,1,…] for broadcasting.</summary>
    /// <param name="values">[B,…].</param>
    /// <param name="q">0–100.</param>
    /// <param name="quantile">How a rank between two values is read.</param>
    public static Tensor Of(Tensor values, double q, Quantile quantile)
    {
        var flat = values.flatten(1);
        var n = flat.shape[1];
        var rank = (n - 1) * (q / 100);
        // A value exceeds one between two neighbouring order statistics just if it exceeds the lower: no interpolation is needed.
        var k = quantile == Quantile.Linear ? (long)Math.Floor(rank) : (long)Math.Round(rank, MidpointRounding.ToEven);
        long[] shape = [flat.shape[0], .. Enumerable.Repeat(1L, (int)values.dim() - 1)];
        var kth = flat.device_type == TorchSharp.DeviceType.CPU
            ? OrderStatistic.OfRows(flat, k)
            : flat.kthvalue(k + 1, 1).values;
        return kth.view(shape);
    }
}

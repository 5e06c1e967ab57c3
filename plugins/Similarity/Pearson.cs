namespace Workbench.Plugins.Similarity;

/// <summary>
/// Pearson's correlation. Each side is prepared once: the correlation of two rows is the dot product of their unit vectors.
/// </summary>
public static class Pearson
{
    /// <summary>Each row minus its mean, scaled to length 1, in float64; NaN for a constant row, which has no correlation.</summary>
    /// <param name="rows">[N,F].</param>
    public static Tensor Unit(Tensor rows)
    {
        var values = rows.to(ScalarType.Float64);
        var centred = values - values.mean([1], keepdim: true);
        // Rounding of the mean must not turn a constant row into a signal.
        var constant = values.amax([1], keepdim: true).eq(values.amin([1], keepdim: true));
        return centred.div(centred.square().sum(1, keepdim: true).sqrt()).masked_fill(constant, double.NaN);
    }

    /// <summary>Correlations of unit vectors, [N].</summary>
    /// <param name="a">[N,F] or [1,F].</param>
    /// <param name="b">[N,F] or [1,F].</param>
    public static Tensor Correlation(Tensor a, Tensor b) => (a * b).sum(1);
}

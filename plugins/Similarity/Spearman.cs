namespace Workbench.Plugins.Similarity;

/// <summary>Ranks for Spearman's correlation, which is Pearson's correlation of the ranks.</summary>
public static class Spearman
{
    /// <summary>
    /// The rank of each value in its row, from 1. Equal values share the average of their ranks, as in scipy's <c>rankdata</c>.
    /// </summary>
    /// <param name="rows">[N,F].</param>
    /// <returns>[N,F], float64.</returns>
    public static Tensor Ranks(Tensor rows)
    {
        var (sorted, order) = rows.sort(dim: 1);
        var places = arange(rows.shape[1], ScalarType.Float64).expand_as(rows);
        var begins = ones_like(sorted, ScalarType.Bool);
        begins[.., 1..] = sorted[.., 1..].ne(sorted[.., ..^1]);
        // The first place of each run of equal values, and its last, which is one before the start of the next run.
        var first = places.masked_fill(~begins, 0).cummax(1).values;
        var ends = begins.roll(-1, 1);
        var last = places.masked_fill(~ends, rows.shape[1] - 1).flip(1).cummin(1).values.flip(1);
        return zeros_like(first).scatter_(1, order, (first + last) / 2 + 1);
    }
}

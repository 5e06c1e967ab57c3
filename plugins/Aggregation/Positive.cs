namespace Workbench.Plugins.Aggregation;

/// <summary>How an aggregation makes its terms positive before it sums them, which is the contribution of the paper.</summary>
public enum Positive
{
    /// <summary>|t|, as in the paper.</summary>
    Abs,
    /// <summary>max(0, t).</summary>
    Relu,
}

internal static class PositiveTerms
{
    /// <summary>The sum over k of the positive terms of [B,K,h,w], as [B,1,h,w].</summary>
    public static Tensor PositiveSum(this Tensor terms, Positive positive) =>
        (positive == Positive.Abs ? terms.abs() : terms.relu()).sum(1, keepdim: true);
}

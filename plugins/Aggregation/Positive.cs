namespace Workbench.Plugins.Aggregation;

/// <summary>How an aggregation makes its terms positive before it sums them: the step the paper is about.</summary>
public enum Positive
{
    /// <summary>|t|, the paper's choice.</summary>
    Abs,
    /// <summary>max(0, t).</summary>
    Relu,
}

internal static class PositiveTerms
{
    /// <summary>Σ_k of the positive terms of [B,K,h,w], as [B,1,h,w].</summary>
    public static Tensor PositiveSum(this Tensor terms, Positive positive) =>
        (positive == Positive.Abs ? terms.abs() : terms.relu()).sum(1, keepdim: true);
}

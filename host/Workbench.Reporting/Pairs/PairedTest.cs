using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>Kinds of tests of a pair of methods.</summary>
public enum PairTestKind
{
    /// <summary>A permutation test that swaps the two methods in random images: <see cref="PermutationTest"/>.</summary>
    Permutation,
    /// <summary>The share of bootstrap draws on the other side of 0, for a metric that is not a mean of its rows.</summary>
    Bootstrap,
}

/// <summary>A test of the difference between two methods under a metric, over the same images.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Method">The first method, in the table's order.</param>
/// <param name="Other">The second method.</param>
/// <param name="Difference">Value of the first less that of the second, in the metric's own unit.</param>
/// <param name="Interval">95 % percentile interval of the difference over images, uncorrected for other pairs.</param>
/// <param name="PValue">Two-sided p-value of no difference, above 0 and up to 1: see <see cref="PairedTests"/>.</param>
/// <param name="HolmPValue">The p-value after Holm's correction for all pairs of the metric.</param>
public sealed record PairedTest(
    string Metric,
    string Method,
    string Other,
    double Difference,
    Interval Interval,
    double PValue,
    double HolmPValue)
{
    /// <summary>The level of the verdicts: the probability that any pair of a metric is found to differ if none does.</summary>
    public const double Level = 0.05;

    public PairTestKind Kind { get; init; }

    /// <summary>Number of random draws of the test.</summary>
    public int Draws { get; init; }

    /// <summary>
    /// The verdict: whether <see cref="HolmPValue"/> is below <see cref="Level"/>. False means that the data show no difference, not that
    /// the methods are equal.
    /// </summary>
    public bool IsSignificant => HolmPValue < Level;

    /// <summary>The verdict without correction for other pairs: whether <see cref="PValue"/> is below <see cref="Level"/>.</summary>
    public bool IsSignificantUncorrected => PValue < Level;
}

using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>How a pair of methods was tested.</summary>
public enum PairTestKind
{
    /// <summary>The two methods change places image by image, at random: <see cref="PermutationTest"/>.</summary>
    Permutation,
    /// <summary>The share of bootstrap draws on the far side of 0: for a metric that is no mean of its rows.</summary>
    Bootstrap,
}

/// <summary>Whether two methods differ under a metric, over the same images.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Method">The first method, in the table's order.</param>
/// <param name="Other">The second.</param>
/// <param name="Difference">Value of the first less that of the second, in the metric's own unit.</param>
/// <param name="Interval">Its 95 % percentile interval over images, for this pair alone.</param>
/// <param name="P">Two-sided p-value of no difference, above 0 and up to 1: see <see cref="PairedTests"/>.</param>
/// <param name="Holm">The same after Holm's correction for all pairs of the metric.</param>
public sealed record PairedTest(string Metric, string Method, string Other, double Difference, Interval Interval, double P, double Holm)
{
    /// <summary>The level of every verdict: the chance that any pair of a metric is told apart where none differs.</summary>
    public const double Level = 0.05;

    /// <summary>How it was tested.</summary>
    public PairTestKind Kind { get; init; }

    /// <summary>Random draws of the test.</summary>
    public int Draws { get; init; }

    /// <summary>
    /// The verdict: whether <see cref="Holm"/> is below <see cref="Level"/>. Where it is not, no difference is shown, which does not mean
    /// that there is none.
    /// </summary>
    public bool Differ => Holm < Level;

    /// <summary>Whether they would differ if this pair were the only one: <see cref="P"/> is below <see cref="Level"/>.</summary>
    public bool DifferAlone => P < Level;
}

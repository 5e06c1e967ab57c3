using Workbench.Engine.Runs;

namespace Workbench.Reporting.Pairs;

/// <summary>Whether two methods differ under a metric, over the same images.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Method">The first method, in the table's order.</param>
/// <param name="Other">The second.</param>
/// <param name="Difference">Value of the first less that of the second, in the metric's own unit.</param>
/// <param name="Interval">Its 95 % percentile interval over images.</param>
/// <param name="P">Two-sided p-value of no difference, from 0 to 1: see <see cref="PairedTests"/>.</param>
/// <param name="Holm">The same after Holm's correction for all pairs of the metric.</param>
public sealed record PairedTest(string Metric, string Method, string Other, double Difference, Interval Interval, double P, double Holm)
{
    /// <summary>The level of every verdict.</summary>
    public const double Level = 0.05;

    /// <summary>Whether 0 lies outside the interval.</summary>
    public bool Differ => Interval.Low > 0 || Interval.High < 0;

    /// <summary>Whether they still differ when the pairs are many: <see cref="Holm"/> is below <see cref="Level"/>.</summary>
    public bool DifferAfterHolm => Holm < Level;
}

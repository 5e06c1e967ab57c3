using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>A value over all images, with its 95 % bootstrap interval over images.</summary>
/// <param name="Value">The value.</param>
/// <param name="Interval">The interval.</param>
public readonly record struct Estimate(double Value, Interval Interval);

/// <summary>The margin by which a claim holds for one method against another.</summary>
/// <param name="Method">The method.</param>
/// <param name="Other">The other method, or null in a comparison with a number.</param>
/// <param name="Value">The method's value or drop.</param>
/// <param name="OtherValue">The other method's value or drop, or the number.</param>
/// <param name="Difference">The margin, over paired resamples.</param>
/// <param name="Verdict">Whether the margin is above 0.</param>
public sealed record Margin(string Method, string? Other, Estimate Value, Estimate OtherValue, Estimate Difference, Verdict Verdict);

/// <summary>A claim with its verdict.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">The verdict; the claim holds only if every margin does.</param>
/// <param name="Margins">The margins, smallest first.</param>
/// <param name="Text">The claim and the numbers behind its verdict, one or two sentences.</param>
public sealed record ClaimVerdict(Claim Claim, Verdict Verdict, IReadOnlyList<Margin> Margins, string Text)
{
    /// <summary>Whether tables show the numbers in per cent. The margins are in the metric's own unit, in which 1 is 100 %.</summary>
    public bool Percent { get; init; }
}

using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>A number over all images, with its 95 % interval over images resampled.</summary>
/// <param name="Value">The number.</param>
/// <param name="Interval">Its interval.</param>
public readonly record struct Estimate(double Value, Interval Interval);

/// <summary>By how much a claim holds in one of its cases: for one method, against one other.</summary>
/// <param name="Method">The method.</param>
/// <param name="Other">The other, or null where the claim compares with a number.</param>
/// <param name="Mine">The method's value: of the table, or its drop.</param>
/// <param name="Theirs">The other's.</param>
/// <param name="By">By how much it holds; images are drawn for both alike.</param>
/// <param name="Verdict">Whether that is above 0.</param>
public sealed record Margin(string Method, string? Other, Estimate Mine, Estimate Theirs, Estimate By, Verdict Verdict);

/// <summary>A claim with what the data say of it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">Holds only if it does in every case.</param>
/// <param name="Margins">One per case, the smallest first.</param>
/// <param name="Text">The claim and the numbers behind its verdict, as one sentence or two.</param>
public sealed record ClaimVerdict(Claim Claim, Verdict Verdict, IReadOnlyList<Margin> Margins, string Text)
{
    /// <summary>Whether tables display its numbers in per cent; the margins are in the metric's own unit, in which 1 is 100 %.</summary>
    public bool Percent { get; init; }
}

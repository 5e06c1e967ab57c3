namespace Workbench.Results;

/// <summary>The values of some methods lie above, or below, the values of others.</summary>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="At">A model state or <see cref="Claim.MeanOfCurve"/> for a metric with a curve; null for the headline.</param>
/// <param name="Higher">Whether <paramref name="Methods"/> lie above the others; else they lie below.</param>
/// <param name="Methods">Canonical names of the methods that the claim is about.</param>
/// <param name="Than">Canonical names of the others; null for every other method of the table.</param>
/// <param name="By">The difference to exceed, in the unit that tables display: percentage points for a metric in per cent.</param>
public sealed record OrderClaim(
    string Metric,
    string? At,
    bool Higher,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string>? Than,
    double By) : Claim;

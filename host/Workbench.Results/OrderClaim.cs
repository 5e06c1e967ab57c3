namespace Workbench.Results;

/// <summary>The value of each of some methods lies above, or below, that of each of others.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="At">A state of the model or <see cref="Claim.MeanOfCurve"/>, where the metric is a curve; null for its headline.</param>
/// <param name="Higher">Whether the first lie above; else below.</param>
/// <param name="Methods">The first.</param>
/// <param name="Than">The others; null for every other method of the table.</param>
/// <param name="By">By more than this, in the unit that tables display: points of per cent where the metric is in per cent.</param>
public sealed record OrderClaim(
    string Metric,
    string? At,
    bool Higher,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string>? Than,
    double By
) : Claim;

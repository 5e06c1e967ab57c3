namespace Workbench.Results;

/// <summary>The values of some methods lie near a number: the whole confidence interval of each does.</summary>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="At">A model state or <see cref="Claim.MeanOfCurve"/> for a metric with a curve; null for the headline.</param>
/// <param name="Methods">Canonical names of the methods.</param>
/// <param name="Value">The number, in the unit that tables display: per cent for a metric in per cent.</param>
/// <param name="Within">The largest distance from the number, in the same unit.</param>
public sealed record NearClaim(string Metric, string? At, IReadOnlyList<string> Methods, double Value, double Within) : Claim;

namespace Workbench.Results;

/// <summary>The value of each of some methods lies near a number: its whole interval does.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="At">A state of the model or <see cref="Claim.MeanOfCurve"/>, where the metric is a curve; null for its headline.</param>
/// <param name="Methods">The methods.</param>
/// <param name="Value">The number, in the unit that tables display: per cent where the metric is one.</param>
/// <param name="Within">How far from it at most, in the same unit.</param>
public sealed record NearClaim(string Metric, string? At, IReadOnlyList<string> Methods, double Value, double Within) : Claim;

namespace Workbench.Results;

/// <summary>The headline that a full run gives of a cell.</summary>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Value">The value in the unit that tables display: per cent where the metric is one.</param>
/// <param name="Within">How far ours may be from it, in the same unit.</param>
public sealed record ExpectedValue(string Method, string Metric, double Value, double Within);

namespace Workbench.Results;

/// <summary>The expected headline of a cell in a full run.</summary>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Value">The value in the unit that tables display: per cent for a metric in per cent.</param>
/// <param name="Within">The largest allowed deviation, in the same unit.</param>
public sealed record ExpectedValue(string Method, string Metric, double Value, double Within);

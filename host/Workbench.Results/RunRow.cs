namespace Workbench.Results;

/// <summary>A row of a run's cell, for export.</summary>
/// <param name="Table">The table's folder.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Method">The method.</param>
/// <param name="Sample">The image.</param>
/// <param name="Class">The class, or null.</param>
/// <param name="State">The model's state, or null.</param>
/// <param name="Value">The value.</param>
public sealed record RunRow(string Table, string Metric, string Method, string Sample, int? Class, string? State, double Value);

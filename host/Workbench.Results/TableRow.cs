namespace Workbench.Results;

/// <summary>A row of a run's cell, for export.</summary>
/// <param name="Table">Name of the table's folder.</param>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Sample">Id of the image.</param>
/// <param name="Class">Index of the class, or null.</param>
/// <param name="State">Id of the model state, or null.</param>
/// <param name="Value">The row's value, in the metric's own unit.</param>
public sealed record TableRow(string Table, string Metric, string Method, string Sample, int? Class, string? State, double Value);

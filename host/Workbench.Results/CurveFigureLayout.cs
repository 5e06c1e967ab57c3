namespace Workbench.Results;

/// <summary>A figure of a table: a metric's curves over the model states, in stacked panels.</summary>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Value">Label of the vertical axis; null for the metric's name.</param>
/// <param name="Panels">The panels, from the top.</param>
public sealed record CurveFigureLayout(string Metric, string? Value, IReadOnlyList<CurvePanel> Panels);

/// <summary>A panel of a figure.</summary>
/// <param name="Title">The panel's title, or null.</param>
/// <param name="Methods">Canonical names of the methods, one curve each.</param>
public sealed record CurvePanel(string? Title, IReadOnlyList<string> Methods);

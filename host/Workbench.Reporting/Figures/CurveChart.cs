using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>
/// A metric's curves over the states of the model: the panels of the spec's figure if it draws this metric, else one panel of all methods.
/// </summary>
internal static class CurveChart
{
    private const int Width = 980, Least = 400, LegendLine = 20, Around = 110;

    public static IEnumerable<Chart> Create(TableReport report, MetricColumn metric)
    {
        if (
            !report.Result.Methods.Any(method =>
                report.Result.Cell(method.Name, metric.Name).Curve.Any(point => double.IsFinite(point.Value))))
            return [];
        var layout = report.Figure is { } figure && figure.Metric == metric.Name ? figure
            : new CurveFigureLayout(metric.Name, null, [new CurvePanel(null, [.. report.Result.Methods.Select(method => method.Name)])]);
        return layout.Panels.Select((panel, i) =>
        {
            var name = panel.Title is { Length: > 0 } title ? Charts.FileName(title) : layout.Panels.Count > 1 ? $"{i + 1}" : "";
            return new Chart(
                $"curves-{Charts.FileName(metric.Name)}{(name.Length > 0 ? $"-{name}" : "")}",
                $"{layout.Value ?? metric.Name} over the states of the model{(panel.Title is null ? "" : $": {panel.Title}")}",
                Width,
                Math.Max(Least, Around + LegendLine * panel.Methods.Count),
                theme => CurveFigure.Panel(report, layout, panel, theme));
        });
    }
}

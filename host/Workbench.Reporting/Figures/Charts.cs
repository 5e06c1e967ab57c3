using System.Text.RegularExpressions;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>The charts of a table: bars with intervals, curves over states, heat maps by layer, slopes between two metrics.</summary>
public static partial class Charts
{
    private const int LongestLabel = 34;

    /// <summary>Font size of the methods' names.</summary>
    internal const float LabelSize = 12;

    /// <summary>Vertical offset that centres labels, in pixels. The library centres their box including descenders.</summary>
    internal const float LabelOffset = 2;

    /// <summary>The charts that a table has data for.</summary>
    /// <param name="report">The table.</param>
    /// <returns>For each metric its bars, curves and heat map, then the slopes.</returns>
    public static IReadOnlyList<Chart> CreateAll(TableReport report)
    {
        var charts = new List<Chart>();
        foreach (var metric in report.Result.Metrics)
        {
            if (BarChart.Create(report, metric) is { } bars) charts.Add(bars);
            charts.AddRange(CurveChart.Create(report, metric));
            if (HeatMapChart.Create(report, metric) is { } heat) charts.Add(heat);
        }
        if (SlopeChart.Create(report) is { } slopes) charts.Add(slopes);
        // Metrics may differ only in characters that a file name cannot have.
        return
        [
            .. charts.Select(
                (chart, i) =>
                    charts.Take(i).Count(other => other.Name == chart.Name) is > 0 and var before
                        ? chart with { Name = $"{chart.Name}-{before + 1}" }
                        : chart),
        ];
    }

    /// <summary>Text as part of a file name.</summary>
    internal static string FileName(string text) => NoFileName().Replace(text, "-").Trim('-', '.').ToLowerInvariant();

    /// <summary>A method's label in a chart: its label, else its name, shortened in the middle if it is long.</summary>
    internal static string Label(TableReport report, MethodLine method)
    {
        var name = report.Label(method) is { Length: > 0 } label ? label : method.Name;
        return name.Length <= LongestLabel ? name : $"{name[..(LongestLabel / 2)]}…{name[^(LongestLabel / 2 - 1)..]}";
    }

    /// <summary>Width in pixels of the space for names at the left edge.</summary>
    internal static int LabelSpace(IEnumerable<string> names)
    {
        using var text = new Pictures.TextRenderer();
        return 20 + (int)Math.Ceiling(names.Max(name => text.Width(name, LabelSize)));
    }

    /// <summary>A metric with its unit.</summary>
    internal static string NameWithUnit(MetricColumn metric) => metric.Percent ? $"{metric.Name} %" : metric.Name;

    /// <summary>A cell's value in the displayed unit; null without a value.</summary>
    internal static double? Value(MetricColumn metric, CellResult cell) =>
        cell is { Failure: null, Score: { } score } && double.IsFinite(score.Value) ? metric.ToDisplayed(score.Value) : null;

    [GeneratedRegex("[^A-Za-z0-9.]+", RegexOptions.ExplicitCapture)]
    private static partial Regex NoFileName();
}

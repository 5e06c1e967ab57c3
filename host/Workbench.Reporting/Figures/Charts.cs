using System.Text.RegularExpressions;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>The charts of a table, whatever it holds: bars with intervals, slopes between two metrics, curves over states, heat maps of method and layer.</summary>
public static partial class Charts
{
    private const int LongestLabel = 34;

    /// <summary>Size of the methods' names.</summary>
    internal const float LabelSize = 12;

    /// <summary>What brings letters to the middle of what they name: the library centres their box, descenders too.</summary>
    internal const float Lowered = 2;

    /// <summary>The charts that a table has something for.</summary>
    /// <param name="report">The table.</param>
    /// <returns>In the order in which they are read: for each metric its bars, curves and heat map, then the slopes.</returns>
    public static IReadOnlyList<Chart> Of(Report report)
    {
        var charts = new List<Chart>();
        foreach (var metric in report.Result.Metrics)
        {
            if (BarChart.Of(report, metric) is { } bars) charts.Add(bars);
            charts.AddRange(CurveChart.Of(report, metric));
            if (HeatMapChart.Of(report, metric) is { } heat) charts.Add(heat);
        }
        if (SlopeChart.Of(report) is { } slopes) charts.Add(slopes);
        // Two metrics may differ in what no file name can hold.
        return
        [
            .. charts.Select(
                (chart, i) =>
                    charts.Take(i).Count(other => other.Name == chart.Name) is > 0 and var before
                        ? chart with
                        {
                            Name = $"{chart.Name}-{before + 1}",
                        }
                        : chart),
        ];
    }

    /// <summary>Words as part of a file's name.</summary>
    internal static string FileName(string text) => NoFileName().Replace(text, "-").Trim('-', '.').ToLowerInvariant();

    /// <summary>What a chart calls a method: the paper's name, else its own, shortened in the middle where it is long.</summary>
    internal static string Label(Report report, MethodLine method)
    {
        var name = report.Label(method) is { Length: > 0 } label ? label : method.Name;
        return name.Length <= LongestLabel ? name : $"{name[..(LongestLabel / 2)]}…{name[^(LongestLabel / 2 - 1)..]}";
    }

    /// <summary>Pixels that names at the left edge need.</summary>
    internal static int LabelSpace(IEnumerable<string> names)
    {
        using var text = new Pictures.Lettering();
        return 20 + (int)Math.Ceiling(names.Max(name => text.Width(name, LabelSize)));
    }

    /// <summary>A metric with its unit.</summary>
    internal static string Words(MetricColumn metric) => metric.Percent ? $"{metric.Name} %" : metric.Name;

    /// <summary>A cell's value as it is displayed; null where there is none.</summary>
    internal static double? Value(MetricColumn metric, CellResult cell) =>
        cell is { Failure: null, Score: { } score } && double.IsFinite(score.Value) ? metric.Displayed(score.Value) : null;

    [GeneratedRegex("[^A-Za-z0-9.]+", RegexOptions.ExplicitCapture)]
    private static partial Regex NoFileName();
}

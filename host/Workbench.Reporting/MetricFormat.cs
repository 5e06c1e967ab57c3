using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>Formats a metric's values: per cent with one decimal, or plain numbers with two.</summary>
internal static class MetricFormat
{
    /// <summary>A value converted to the displayed unit.</summary>
    public static double ToDisplayed(this MetricColumn metric, double value) => metric.Percent ? 100 * value : value;

    /// <summary>A value converted from the displayed unit to the metric's own.</summary>
    public static double FromDisplayed(this MetricColumn metric, double displayed) => metric.Percent ? displayed / 100 : displayed;

    /// <summary>A number of a spec, in the displayed unit, with all its decimals if it has more than tables show.</summary>
    public static string FormatSpecValue(this MetricColumn metric, double displayed) =>
        Math.Abs(displayed - Math.Round(displayed, metric.Percent ? 1 : 2)) < 1e-9
            ? metric.FormatDisplayed(displayed)
            : FormatDisplayedForFile(displayed);

    /// <summary>A value as a table shows it.</summary>
    public static string Format(this MetricColumn metric, double value) => metric.FormatDisplayed(metric.ToDisplayed(value));

    /// <summary>A value of the displayed unit as a table shows it.</summary>
    public static string FormatDisplayed(this MetricColumn metric, double value) =>
        value.ToString(metric.Percent ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>A difference of the displayed unit with its sign: +1.5, −1.5, 0.0.</summary>
    public static string FormatSigned(this MetricColumn metric, double value)
    {
        var size = metric.FormatDisplayed(Math.Abs(value));
        return size.All(c => c is '0' or '.') ? size : $"{(value < 0 ? '−' : '+')}{size}";
    }

    /// <summary>An interval as a table shows it.</summary>
    public static string Format(this MetricColumn metric, Interval interval) =>
        $"[{metric.Format(interval.Low)}, {metric.Format(interval.High)}]";

    /// <summary>A value for a file: in the displayed unit, with up to six decimals.</summary>
    public static string FormatForFile(this MetricColumn metric, double? value) =>
        value is null or double.NaN ? "" : FormatDisplayedForFile(metric.ToDisplayed(value.Value));

    /// <summary>A value of the displayed unit for a file, with up to six decimals.</summary>
    public static string FormatDisplayedForFile(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

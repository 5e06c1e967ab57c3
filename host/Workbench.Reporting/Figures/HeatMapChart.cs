using ScottPlot;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>
/// A heat map of a metric for tables with a method at two or more layers: rows are methods, columns are layers from the input up.
/// </summary>
internal static class HeatMapChart
{
    private const int CellWidth = 84, CellHeight = 34, Bottom = 52, Top = 14, Right = 16, Widest = 1400;

    private sealed record Spot(MethodPlace Place, CellResult Cell);

    public static Chart? Create(TableReport report, MetricColumn metric)
    {
        var spots = report
            .Result.Methods.Where(method => method.Place is not null)
            .Select(method => new Spot(method.Place!, report.Result.Cell(method.Name, metric.Name)))
            .ToList();
        if (
            !spots.GroupBy(spot => spot.Place.Method).Any(row => row.Count() > 1)
            || !spots.Exists(spot => Charts.Value(metric, spot.Cell) is not null))
            return null;
        var rows = spots.Select(spot => spot.Place.Method).Distinct().ToList();
        // A layer with several names is shown by the first in the table.
        var layers = spots.Select(spot => spot.Place).DistinctBy(place => place.Depth).OrderBy(place => place.Depth).ToList();
        return new Chart(
            $"layers-{Charts.FileName(metric.Name)}",
            $"{Charts.NameWithUnit(metric)} by method (rows) and layer (columns)",
            Math.Min(Widest, Charts.LabelSpace(rows) + Right + CellWidth * layers.Count),
            Top + Bottom + CellHeight * rows.Count,
            theme => Draw(metric, spots, rows, layers, theme));
    }

    private static Plot Draw(MetricColumn metric, List<Spot> spots, List<string> rows, List<MethodPlace> layers, ChartTheme theme)
    {
        var plot = new Plot();
        HouseStyle.Apply(plot, theme);
        var values = spots.Select(spot => Charts.Value(metric, spot.Cell)).OfType<double>().ToList();
        var (low, high) = (values.Min(), values.Max());
        foreach (var spot in spots)
        {
            var (x, y) = (layers.FindIndex(layer => layer.Depth == spot.Place.Depth), -rows.IndexOf(spot.Place.Method));
            var value = Charts.Value(metric, spot.Cell);
            var ink = HouseStyle.Soft(theme);
            if (value is { } number)
            {
                var colour = ColourMap.Sequential[0.12 + 0.83 * (high > low ? (number - low) / (high - low) : 0.5)];
                var tile = plot.Add.Rectangle(x - 0.48, x + 0.48, y - 0.46, y + 0.46);
                (tile.FillColor, tile.LineWidth) = (new Color(colour.R, colour.G, colour.B), 0);
                ink = ReadableOn(colour);
            }
            var words = plot.Add.Text(
                value is { } shown ? metric.FormatDisplayed(shown)
                    : spot.Cell.Failure is null ? "–"
                    : "failed",
                x,
                y);
            (words.LabelFontName, words.LabelFontSize, words.LabelFontColor, words.LabelAlignment) = (
                TextRenderer.Family, 13, ink, Alignment.MiddleCenter);
            words.OffsetY = Charts.LabelOffset;
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. rows.Select((_, i) => (double)-i)], [.. rows]);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. layers.Select((_, i) => (double)i)],
            [.. layers.Select(layer => layer.Layer)]);
        plot.Axes.Bottom.Label.Text = Charts.NameWithUnit(metric);
        plot.Axes.Left.TickLabelStyle.FontSize = Charts.LabelSize;
        plot.Axes.Left.TickLabelStyle.OffsetY = Charts.LabelOffset;
        plot.Axes.Left.MajorTickStyle.Length = plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Left.FrameLineStyle.Width = plot.Axes.Bottom.FrameLineStyle.Width = 0;
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, layers.Count - 0.5, -(rows.Count - 0.5), 0.5);
        plot.Layout.Fixed(new PixelPadding(Charts.LabelSpace(rows), Right, Bottom, Top));
        return plot;
    }

    /// <summary>Black or white, whichever has the higher contrast (WCAG).</summary>
    internal static Color ReadableOn(Colour colour)
    {
        static double Linear(byte channel) => channel / 255.0 is var x && x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
        var light = 0.2126 * Linear(colour.R) + 0.7152 * Linear(colour.G) + 0.0722 * Linear(colour.B);
        return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? Colors.Black : Colors.White;
    }
}

using ScottPlot;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>A bar chart of a metric: a bar with its 95 % interval for each method, and a mark for the paper's value.</summary>
internal static class BarChart
{
    private const int Width = 760, RowHeight = 24, Top = 12, Right = 24, Bottom = 58, LegendHeight = 34;

    public static Chart? Create(TableReport report, MetricColumn metric)
    {
        var methods = report.Result.Methods;
        if (!methods.Any(method => Charts.Value(metric, report.Result.Cell(method.Name, metric.Name)) is not null)) return null;
        var paper = methods.Any(method => Paper(report, method, metric) is not null);
        return new Chart(
            $"bars-{Charts.FileName(metric.Name)}",
            $"{Charts.NameWithUnit(metric)} by method, with 95 % intervals{(paper ? " and the paper's values" : "")}",
            Width, Top + Bottom + RowHeight * methods.Count + (paper ? LegendHeight : 0), theme => Draw(report, metric, paper, theme));
    }

    private static double? Paper(TableReport report, MethodLine method, MetricColumn metric) =>
        report.Paper?.Value(method.Name, metric.Name);

    private static Plot Draw(TableReport report, MetricColumn metric, bool paper, ChartTheme theme)
    {
        var (plot, methods) = (new Plot(), report.Result.Methods);
        HouseStyle.Apply(plot, theme);
        List<double> seen = [0], published = [], places = [];
        foreach (var (i, method) in methods.Index())
        {
            var (y, cell) = ((double)-i, report.Result.Cell(method.Name, metric.Name));   // the first method on top
            if (Paper(report, method, metric) is { } number)
            {
                published.Add(number);
                places.Add(y);
                seen.Add(number);
            }
            if (Charts.Value(metric, cell) is not { } value)
            {
                var words = plot.Add.Text(cell.Failure is null ? "no value" : "failed", 0, y);
                (words.LabelFontName, words.LabelFontSize, words.LabelFontColor, words.LabelAlignment, words.OffsetX) = (
                    Pictures.TextRenderer.Family, 11, HouseStyle.Soft(theme), Alignment.MiddleLeft, 4);
                words.OffsetY = Charts.LabelOffset;
                continue;
            }
            seen.Add(value);
            var bar = plot.Add.Bar(
                new Bar
                {
                    Position = y,
                    Value = value,
                    Size = 0.68,
                    FillColor = HouseStyle.Series(0, theme).WithAlpha(0.75),
                    LineWidth = 0,
                });
            bar.Horizontal = true;
            if (cell.Interval is not { } interval || !double.IsFinite(interval.Low) || !double.IsFinite(interval.High)) continue;
            var (low, high) = (metric.ToDisplayed(interval.Low), metric.ToDisplayed(interval.High));
            seen.AddRange([low, high]);
            foreach (var (x1, y1, x2, y2) in new[] { (low, y, high, y), (low, y - 0.17, low, y + 0.17), (high, y - 0.17, high, y + 0.17) })
            {
                var line = plot.Add.Line(x1, y1, x2, y2);
                (line.LineColor, line.LineWidth, line.MarkerSize) = (HouseStyle.Ink(theme), 1.3f, 0);
            }
        }
        if (published.Count > 0)
        {
            plot.Add.Markers(published, places, MarkerShape.FilledDiamond, 9, HouseStyle.Series(1, theme)).LegendText = "the paper's value";
            plot.ShowLegend(Edge.Bottom);
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. methods.Select((_, i) => (double)-i)],
            [.. methods.Select(method => Charts.Label(report, method))]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.Axes.Left.TickLabelStyle.OffsetY = Charts.LabelOffset;
        plot.Axes.Bottom.Label.Text = Charts.NameWithUnit(metric);
        plot.Grid.YAxisStyle.IsVisible = false;
        var span = Math.Max(seen.Max() - seen.Min(), 1e-9);
        plot.Axes.SetLimits(seen.Min() < 0 ? seen.Min() - 0.04 * span : 0, seen.Max() + 0.04 * span, -(methods.Count - 0.4), 0.6);
        plot.Layout.Fixed(
            new PixelPadding(
                Charts.LabelSpace(methods.Select(method => Charts.Label(report, method))),
                Right,
                Bottom + (paper ? LegendHeight : 0),
                Top));
        return plot;
    }
}

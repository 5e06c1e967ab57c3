using ScottPlot;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>A slope chart: a line for each method from its value under one metric to that under another, labelled at the end.</summary>
internal static class SlopeChart
{
    private const int Width = 760, Least = 420, LabelHeight = 17, Top = 16, Bottom = 40, Left = 64, Right = 14, LabelGap = 34;

    private sealed record Slope(MethodLine Method, double From, double To);

    /// <summary>The chart; null unless the table has exactly two metrics of one unit, and a method with values under both.</summary>
    public static Chart? Create(TableReport report)
    {
        if (report.Result.Metrics is not [var from, var to] || from.Percent != to.Percent) return null;
        var slopes = report
            .Result.Methods.Select(method =>
                Charts.Value(from, report.Result.Cell(method.Name, from.Name)) is { } a
                && Charts.Value(to, report.Result.Cell(method.Name, to.Name)) is { } b
                    ? new Slope(method, a, b)
                    : null)
            .OfType<Slope>()
            .ToList();
        return slopes.Count == 0 ? null : new Chart(
            $"slopes-{Charts.FileName(from.Name)}-{Charts.FileName(to.Name)}",
            $"{Charts.NameWithUnit(from)} against {Charts.NameWithUnit(to)}, a line for each method",
            Width,
            Height(slopes.Count),
            theme => Draw(report, from, to, slopes, theme));
    }

    private static int Height(int slopes) => Math.Max(Least, Top + Bottom + LabelHeight * (slopes + 1));

    private static Plot Draw(TableReport report, MetricColumn from, MetricColumn to, List<Slope> slopes, ChartTheme theme)
    {
        var plot = new Plot();
        HouseStyle.Apply(plot, theme);
        using var text = new TextRenderer();
        var words = slopes.Select(slope => $"{to.FormatDisplayed(slope.To)}  {Charts.Label(report, slope.Method)}").ToList();
        var (low, high) = (slopes.Min(slope => Math.Min(slope.From, slope.To)), slopes.Max(slope => Math.Max(slope.From, slope.To)));
        var margin = 0.05 * Math.Max(high - low, 1e-9);
        (low, high) = (low - margin, high + margin);

        double tall = Height(slopes.Count) - Top - Bottom, wide = Width - Left - Right;
        // Pixels between the two metrics.
        var unit = Math.Max(120, (wide - LabelGap - words.Max(word => text.Width(word, Charts.LabelSize))) / 1.08);
        var perPixel = (high - low) / tall;
        // Half a line is free at the top and the bottom.
        var places = Spread([.. slopes.Select(slope => (high - slope.To) / perPixel - LabelHeight / 2.0)], LabelHeight, tall - LabelHeight)
            .Select(place => place + LabelHeight / 2.0)
            .ToList();

        var ids = slopes.Select(slope => CurveFigure.MethodId(slope.Method.Name)).Distinct().ToList();
        foreach (var (i, slope) in slopes.Index())
        {
            var id = CurveFigure.MethodId(slope.Method.Name);
            var colour = HouseStyle.Series(ids.IndexOf(id), theme);
            var line = plot.Add.Line(0, slope.From, 1, slope.To);
            (line.LineColor, line.LineWidth, line.MarkerShape, line.MarkerSize, line.MarkerFillColor) = (
                colour, 1.6f, MarkerShape.FilledCircle, 6, colour);
            line.LinePattern = CurveFigure.Pattern(slopes.Take(i).Count(other => CurveFigure.MethodId(other.Method.Name) == id));
            var y = high - places[i] * perPixel;
            var leader = plot.Add.Line(1 + 6 / unit, slope.To, 1 + (LabelGap - 6) / unit, y);
            (leader.LineColor, leader.LineWidth, leader.MarkerSize) = (colour.WithAlpha(0.6), 0.8f, 0);
            var label = plot.Add.Text(words[i], 1 + (LabelGap - 4) / unit, y);
            (label.LabelFontName, label.LabelFontSize, label.LabelFontColor, label.LabelAlignment) = (
                TextRenderer.Family, Charts.LabelSize, HouseStyle.Ink(theme), Alignment.MiddleLeft);
            label.OffsetY = Charts.LabelOffset;
        }
        foreach (var x in new[] { 0.0, 1.0 })
        {
            var axis = plot.Add.VerticalLine(x, 1, HouseStyle.Soft(theme).WithAlpha(0.5));
            plot.MoveToBack(axis);
        }
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [0, 1],
            [Charts.NameWithUnit(from), Charts.NameWithUnit(to)]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.FrameLineStyle.Width = plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(-0.08, -0.08 + wide / unit, low, high);
        plot.Layout.Fixed(new PixelPadding(Left, Right, Bottom, Top));
        return plot;
    }

    /// <summary>Moves positions as little as possible so that neighbours keep a distance and all stay within a span.</summary>
    /// <param name="wanted">Wanted positions, in any order.</param>
    /// <param name="apart">Smallest distance between two positions.</param>
    /// <param name="span">Largest position.</param>
    internal static double[] Spread(double[] wanted, double apart, double span)
    {
        // Neighbours that touch form a cluster, which is centred on the mean of its members' wanted positions.
        var clusters = new List<(double Middle, List<int> Members)>();
        foreach (var i in Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i]).ThenBy(i => i))
        {
            clusters.Add((wanted[i], [i]));
            while (
                clusters.Count > 1
                && clusters[^1].Middle - clusters[^2].Middle < apart * (clusters[^1].Members.Count + clusters[^2].Members.Count) / 2.0)
            {
                List<int> members = [.. clusters[^2].Members, .. clusters[^1].Members];
                clusters.RemoveRange(clusters.Count - 2, 2);
                var half = apart * (members.Count - 1) / 2;
                clusters.Add(
                    (
                        Math.Clamp(members.Average(member => wanted[member]), Math.Min(half, span / 2), Math.Max(span - half, span / 2)),
                        members));
            }
        }
        var places = new double[wanted.Length];
        foreach (var (middle, members) in clusters)
            foreach (var (i, member) in members.Index()) places[member] = middle + apart * (i - (members.Count - 1) / 2.0);
        return places;
    }
}

using System.Globalization;
using Workbench.Reporting.Figures;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>
/// Values of methods by run as dots with intervals: a line for each method under its full name, a sign and colour for each run. The plot
/// has the width of the page.
/// </summary>
internal static class DotPlot
{
    private const int Step = 9, Gap = 4, Axis = 18, Ticks = 4;
    private const double Margin = 2;   // per cent of the width, so that signs at the ends are not cut

    public static Fragment Create(
        MetricColumn metric,
        IReadOnlyList<string> runs,
        IReadOnlyList<string> methods,
        IReadOnlyList<Dictionary<string, ComparedCell>> cells)
    {
        var all = cells
            .SelectMany(run => run.Values)
            .SelectMany(cell => new[] { cell.Value, cell.Low, cell.High })
            .OfType<double>()
            .Where(double.IsFinite)
            .Select(metric.ToDisplayed)
            .ToList();
        if (all.Count == 0) return Fragment.Empty;
        var (low, high) = (Math.Min(0, all.Min()), Math.Max(all.Max(), metric.ToDisplayed(1)));
        double X(double value) => Margin + (100 - 2 * Margin) * (value - low) / (high - low);
        var height = Step * runs.Count + Gap;
        var ticks = Enumerable.Range(0, Ticks + 1).Select(i => low + (high - low) * i / Ticks).ToList();
        return Fragment.Create($"""
            <figure class="dots"><div role="img" aria-label="{metric.Name} by method and run; the table has the numbers">
            {Fragment.Each(methods, Line)}<svg width="100%" height="{Axis}">{Fragment.Each(ticks.Index(), tick =>
                Label(tick.Index, tick.Item)
            )}</svg></div>
            <figcaption>{Fragment.Each(runs.Index(), run => Key(run.Index, run.Item))}</figcaption></figure>

            """);

        Fragment Key(int run, string name)
        {
            var icon = Fragment.Create($"<svg width=\"14\" height=\"14\" aria-hidden=\"true\">{Sign(run, "7", 7)}</svg>");
            return Fragment.Create($"<span class=\"key\">{icon} {name}</span> ");
        }

        Fragment Label(int index, double value)
        {
            var anchor = index == 0 ? "start" : index == Ticks ? "end" : "middle";
            return Fragment.Create($"<text x=\"{P(X(value))}%\" y=\"13\" text-anchor=\"{anchor}\">{metric.FormatDisplayed(value)}</text>");
        }

        Fragment Line(string method) => Fragment.Create($"""
            <p>{method}</p><svg width="100%" height="{height}">{Fragment.Each(ticks, tick =>
                Fragment.Create($"<line class=\"grid\" x1=\"{P(X(tick))}%\" x2=\"{P(X(tick))}%\" y1=\"0\" y2=\"{height}\"/>")
            )}{Fragment.Each(cells.Index(), run =>
                Dot(run.Index, run.Item.GetValueOrDefault(method), Gap / 2 + Step * run.Index + Step / 2)
            )}</svg>

            """);

        Fragment Dot(int run, ComparedCell? cell, int y)
        {
            if (cell?.Value is not { } value || !double.IsFinite(value)) return Fragment.Empty;
            string Place(double number) => $"{P(X(metric.ToDisplayed(number)))}%";
            var interval = Fragment.Empty;
            if (cell is { Low: { } lower, High: { } upper })
            {
                var style = $"--c: {Colour(run)}";
                interval = Fragment.Create(
                    $"<line class=\"run\" style=\"{style}\" x1=\"{Place(lower)}\" x2=\"{Place(upper)}\" y1=\"{y}\" y2=\"{y}\"/>");
            }
            return Fragment.Create($"{interval}{Sign(run, Place(value), y)}");
        }
    }

    // A circle, a square, a diamond, a triangle, then the same again in other colours.
    private static Fragment Sign(int run, string x, int y)
    {
        static string Points(params (double X, double Y)[] corners) =>
            string.Join(' ', corners.Select(corner => $"{P(corner.X)},{P(corner.Y)}"));
        Fragment Corners(string points) => Fragment.Create($"<polygon class=\"run\" style=\"--c: {Colour(run)}\" points=\"{points}\"/>");
        var shape = (run % 4) switch
        {
            0 => Fragment.Create($"<circle class=\"run\" style=\"--c: {Colour(run)}\" r=\"3.6\"/>"),
            1 => Corners(Points((-3.3, -3.3), (3.3, -3.3), (3.3, 3.3), (-3.3, 3.3))),
            2 => Corners(Points((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0))),
            _ => Corners(Points((0, -4.4), (4.2, 3.4), (-4.2, 3.4))),
        };
        return Fragment.Create($"<svg x=\"{x}\" y=\"{y}\" overflow=\"visible\">{shape}</svg>");
    }

    // Only the first six colours: black would be invisible on a dark page.
    private static string Colour(int run) => HouseStyle.Colours[run % 6];

    private static string P(double pixel) => pixel.ToString("0.#", CultureInfo.InvariantCulture);
}

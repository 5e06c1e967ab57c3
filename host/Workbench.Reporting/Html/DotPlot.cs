using System.Globalization;
using Workbench.Engine.Runs;
using Workbench.Reporting.Figures;

namespace Workbench.Reporting.Html;

/// <summary>Values of methods by run as dots with their intervals: a line for each method, a sign and colour for each run.</summary>
internal static class DotPlot
{
    private const int Left = 190, Plot = 460, Right = 20, Step = 9, Gap = 10, Head = 8, Foot = 26, Ticks = 5;

    public static Fragment Of(MetricColumn metric, IReadOnlyList<string> runs, IReadOnlyList<string> methods, IReadOnlyList<Dictionary<string, ComparedCell>> cells)
    {
        var all = cells.SelectMany(run => run.Values).SelectMany(cell => new[] { cell.Value, cell.Low, cell.High }).OfType<double>().Where(double.IsFinite).Select(metric.Displayed).ToList();
        if (all.Count == 0) return Fragment.Empty;
        var (low, high) = (Math.Min(0, all.Min()), Math.Max(all.Max(), metric.Displayed(1)));
        double X(double value) => Left + Plot * (value - low) / (high - low);
        var row = Step * runs.Count + Gap;
        var height = Head + row * methods.Count + Foot;
        var ticks = Enumerable.Range(0, Ticks + 1).Select(i => low + (high - low) * i / Ticks);
        return Fragment.Of($"""
            <figure class="dots"><div class="scroll" tabindex="0" role="region" aria-label="Plot of {metric.Name} by run"><svg viewBox="0 0 {Left + Plot + Right} {height}" width="{Left + Plot + Right}" height="{height}" role="img" aria-label="{metric.Name} by method and run; the table has the numbers">
            {Fragment.Each(ticks, tick => Fragment.Of($"<line class=\"grid\" x1=\"{P(X(tick))}\" x2=\"{P(X(tick))}\" y1=\"{Head}\" y2=\"{height - Foot}\"/><text x=\"{P(X(tick))}\" y=\"{height - 8}\" text-anchor=\"middle\">{metric.ShowDisplayed(tick)}</text>\n"))}{Fragment.Each(methods.Index(), Line)}</svg></div>
            <figcaption>{Fragment.Each(runs.Index(), run => Fragment.Of($"<span class=\"key\"><svg width=\"14\" height=\"14\" aria-hidden=\"true\">{Sign(run.Index, 7, 7)}</svg> {run.Item}</span> "))}</figcaption></figure>

            """);

        Fragment Line((int Index, string Item) method)
        {
            var top = Head + row * method.Index;
            return Fragment.Of($"<text x=\"{Left - 12}\" y=\"{P(top + row / 2.0 + 4)}\" text-anchor=\"end\">{Shortened(method.Item)}<title>{method.Item}</title></text>{Fragment.Each(cells.Index(), run => Dot(run.Index, run.Item.GetValueOrDefault(method.Item), top + Gap / 2 + Step * run.Index + Step / 2))}\n");
        }

        Fragment Dot(int run, ComparedCell? cell, int y) => cell?.Value is not { } value || !double.IsFinite(value) ? Fragment.Empty : Fragment.Of(
            $"{Fragment.When(cell is { Low: not null, High: not null }, () => Fragment.Of($"<line class=\"run\" style=\"--c: {Colour(run)}\" x1=\"{P(X(metric.Displayed(cell.Low!.Value)))}\" x2=\"{P(X(metric.Displayed(cell.High!.Value)))}\" y1=\"{y}\" y2=\"{y}\"/>"))}{Sign(run, X(metric.Displayed(value)), y)}");
    }

    // A circle, a square, a diamond, a triangle; then again in other colours.
    private static Fragment Sign(int run, double x, double y)
    {
        string Points(params (double X, double Y)[] corners) => string.Join(' ', corners.Select(corner => $"{P(x + corner.X)},{P(y + corner.Y)}"));
        return (run % 4) switch
        {
            0 => Fragment.Of($"<circle class=\"run\" style=\"--c: {Colour(run)}\" cx=\"{P(x)}\" cy=\"{P(y)}\" r=\"3.6\"/>"),
            1 => Fragment.Of($"<polygon class=\"run\" style=\"--c: {Colour(run)}\" points=\"{Points((-3.3, -3.3), (3.3, -3.3), (3.3, 3.3), (-3.3, 3.3))}\"/>"),
            2 => Fragment.Of($"<polygon class=\"run\" style=\"--c: {Colour(run)}\" points=\"{Points((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0))}\"/>"),
            _ => Fragment.Of($"<polygon class=\"run\" style=\"--c: {Colour(run)}\" points=\"{Points((0, -4.4), (4.2, 3.4), (-4.2, 3.4))}\"/>"),
        };
    }

    // The black of the list would vanish on a dark page.
    private static string Colour(int run) => HouseStyle.Colours[run % 6];

    private static string Shortened(string text) => text.Length <= 28 ? text : text[..27] + "…";

    private static string P(double pixel) => pixel.ToString("0.#", CultureInfo.InvariantCulture);
}

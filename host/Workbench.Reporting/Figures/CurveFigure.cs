using ScottPlot;
using SkiaSharp;
using Workbench.Data;
using Workbench.Results;

namespace Workbench.Reporting.Figures;

/// <summary>
/// Draws a metric's curves over the states of the model, one panel per group of methods, each curve with its 95 % band:
/// <c>figure.png</c> and <c>figure.svg</c>. The colour stands for the method, the line pattern for its layer.
/// </summary>
internal static class CurveFigure
{
    private const int Width = 980, PanelHeight = 400, Sharpness = 2;
    private const string Original = "original";

    private static readonly LinePattern[] s_patterns =
    [
        LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed,
    ];

    /// <summary>Draws the figure as PNG.</summary>
    /// <param name="report">The run, with a figure.</param>
    /// <param name="stream">Takes the picture.</param>
    public static void WritePng(TableReport report, Stream stream)
    {
        using var bitmap = new SKBitmap(
            new SKImageInfo(Width * Sharpness, Height(report) * Sharpness, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(Sharpness);
        Draw(report, canvas);
        canvas.Flush();
        stream.Write(PictureEncoder.Png(Pictures.FigureCanvas.ToImage(bitmap)));
    }

    /// <summary>Draws the figure as SVG.</summary>
    /// <param name="report">The run, with a figure.</param>
    /// <param name="stream">Takes the picture.</param>
    public static void WriteSvg(TableReport report, Stream stream)
    {
        using var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height(report)), stream);
        Draw(report, canvas);
    }

    private static int Height(TableReport report) => PanelHeight * Layout(report).Panels.Count;

    private static CurveFigureLayout Layout(TableReport report) =>
        report.Figure ?? throw new InvalidOperationException("The report has no figure.");

    private static void Draw(TableReport report, SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        foreach (var (i, panel) in Layout(report).Panels.Index())
        {
            using var plot = Panel(report, Layout(report), panel, ChartTheme.Light);
            plot.RenderManager.ClearCanvasBeforeEachRender = false;   // the panels share a canvas
            plot.Render(canvas, new PixelRect(0, Width, (i + 1) * PanelHeight, i * PanelHeight));
        }
    }

    /// <summary>One panel as a separate plot.</summary>
    internal static Plot Panel(TableReport report, CurveFigureLayout layout, CurvePanel panel, ChartTheme theme)
    {
        var curves = panel.Methods.Select(method => Curve(report.Result.Cell(method, layout.Metric))).ToList();
        var states = curves.SelectMany(curve => curve).Select(point => point.State).Distinct().ToList();
        var bounds = curves.SelectMany(curve => curve).SelectMany(point => new[] { point.Interval.Low, point.Interval.High }).ToList();
        var plot = new Plot();
        var colours = panel.Methods.Select(MethodId).Distinct().ToList();
        foreach (var (i, curve) in curves.Index())
        {
            if (curve.Count == 0) continue;
            var method = panel.Methods[i];
            var colour = HouseStyle.Series(colours.IndexOf(MethodId(method)), theme);
            double[] x = [.. curve.Select(point => (double)states.IndexOf(point.State))];
            var band = plot.Add.FillY(x, [.. curve.Select(point => point.Interval.Low)], [.. curve.Select(point => point.Interval.High)]);
            band.FillColor = colour.WithAlpha(0.15);
            band.LineWidth = 0;
            band.MarkerSize = 0;
            var line = plot.Add.ScatterLine(x, [.. curve.Select(point => point.Value)], colour);
            line.LineWidth = 1.5f;
            line.LinePattern = Pattern(panel.Methods.Take(i).Count(other => MethodId(other) == MethodId(method)));
            line.LegendText =
                report.Result.Methods.First(entry => entry.Name == method) is var named && report.Label(named) is { Length: > 0 } label
                    ? label
                    : method;
        }
        ApplyStyle(plot, theme, panel.Title, layout.Value ?? layout.Metric, states, bounds.Append(0).Min(), bounds.Append(1).Max());
        return plot;
    }

    // The points with a value, after a point for the trained model, whose similarity to itself is 1.
    private static List<CurveValue> Curve(CellResult cell)
    {
        var points = cell.Curve.Where(point => !double.IsNaN(point.Value)).ToList();
        if (points.Count == 0) return points;
        if (points[0].State == ModelState.Trained.Id) points[0] = points[0] with { State = Original };
        else points.Insert(0, new CurveValue(Original, 1, new Interval(1, 1), points[0].Images));
        return points;
    }

    /// <summary>The line pattern of a method's first, second… layer.</summary>
    internal static LinePattern Pattern(int index) => s_patterns[index % s_patterns.Length];

    /// <summary>A method without its layer and options.</summary>
    internal static string MethodId(string method) => method.Split('@', '{')[0];

    private static void ApplyStyle(Plot plot, ChartTheme theme, string? title, string value, List<string> states, double low, double high)
    {
        HouseStyle.Apply(plot, theme);
        plot.Axes.Left.Label.Text = value;
        plot.Axes.Bottom.Label.Text = "layers redrawn, from the last down to";
        plot.Axes.Bottom.Label.OffsetY = 46;   // below the slanted names
        plot.Axes.Left.Label.OffsetX = -6;
        if (high - low < 2) plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericFixedInterval(0.2);
        if (title is not null) plot.Axes.Title.Label.Text = title;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. states.Select((_, i) => (double)i)], [.. states]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.SetLimitsX(-0.3, Math.Max(1, states.Count - 1) + 0.3);
        plot.Axes.SetLimitsY(low - 0.04, high + 0.04);
        plot.Legend.SymbolWidth = 36;
        plot.ShowLegend(Edge.Right);
        plot.Layout.Fixed(new PixelPadding(left: 70, right: 240, bottom: 100, top: 40));   // aligns the axes of all panels
    }
}

using System.Diagnostics;
using System.Globalization;
using ScottPlot;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Reporting.Figures;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Seconds of a grid against the number of images, targets, methods and layers, on a full-width VGG-16. The plot also shows the sum over
/// separate cells for methods and layers.
/// </summary>
internal static class Cost
{
    private const int Width = 1000, Height = 720, Across = 2;

    private sealed record Series(string Axis, IReadOnlyList<(int Count, double Shared, double Alone)> Points);

    public static void Run(string file, int repeats, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var plugins = Table1.Plugins();
        using var model = ModelService.Load(Table1.FullWidthWeights(), "cpu");
        var metric = plugins.CreateMetric(new PluginCall("pointing-game"));
        Cell CreateCell(string call) => new(plugins.CreateMethod(PluginCall.Parse(call)), metric);
        var gradients = new[] { "gradcam@b5" }.Select(CreateCell).ToList();
        string[] propagation = ["guided-backprop", "gradient", "rectgrad", "rectgrad-mod", "lrp-gamma{gamma=.inf}", "lrp-0"];
        var methods = Table1
            .Cells(plugins)
            .Concat(propagation.Select(CreateCell))
            .ToList();
        var layers = new[] { "b5", "b4", "b3", "b2", "b1" }.Select(layer => CreateCell($"gradcam-pos@{layer}")).ToList();

        double Seconds(IReadOnlyList<Cell> cells, int images, int targets) => Median(repeats, new Pass(model, cells), images, targets);
        var alone = methods.Concat(layers).ToDictionary(cell => cell, cell => Seconds([cell], 1, 1));
        double Each(IEnumerable<Cell> cells) => cells.Sum(cell => alone[cell]);
        List<Series> all =
        [
            Print(new("images", [.. ((int[])[1, 2, 4, 8, 16, 32]).Select(n => (n, Seconds(gradients, n, 1), double.NaN))])),
            Print(new(
                "targets of an image (Table 1's methods)",
                [.. ((int[])[1, 2, 4, 8, 16]).Select(n => (n, Seconds(methods[..19], 1, n), double.NaN))])),
            Print(new(
                "methods (Table 1's, then Table 3's)",
                [.. ((int[])[1, 2, 5, 12, 19, 21, 23, 25]).Select(n => (n, Seconds(methods[..n], 1, 1), Each(methods[..n])))])),
            Print(new(
                "layers (GradCAM_Pos, from b5 down)",
                [.. ((int[])[1, 2, 3, 4, 5]).Select(n => (n, Seconds(layers[..n], 1, 1), Each(layers[..n])))])),
        ];
        Draw(all, file);
        Console.WriteLine($"{file}: {model.Architecture}; 224×224, float32, {threads} threads, medians of {repeats}");
    }

    // Batches of at most eight images, like a run.
    private sealed class Pass(ModelService model, IReadOnlyList<Cell> cells)
    {
        private const int Batch = 8;
        private readonly PassRunner _runner = new(model, Planner.Plan(cells, model.Architecture, Annotation.Boxes), seed: 0);

        public void Run(int images, int targets)
        {
            for (var from = 0; from < images; from += Batch)
            {
                using var scope = NewDisposeScope();
                var size = Math.Min(Batch, images - from);
                var samples = Enumerable
                    .Range(0, size)
                    .Select(i => new Sample(
                        $"{i}",
                        224,
                        224,
                        [.. Enumerable.Range(0, targets).Select(c => new ImageObject(c, 50, 50, 150, 150, false))]))
                    .ToList();
                foreach (var maps in _runner.Run(samples, randn([size, 3, 224, 224], generator: new Generator(2)))) maps.Dispose();
            }
        }
    }

    private static double Median(int repeats, Pass pass, int images, int targets)
    {
        List<double> seconds = [];
        for (var round = -1; round < repeats; round++)
        {
            var clock = Stopwatch.StartNew();
            pass.Run(images, targets);
            if (round >= 0) seconds.Add(clock.Elapsed.TotalSeconds);   // the first round is a warm-up
        }
        return seconds.Order().ElementAt(repeats / 2);
    }

    private static Series Print(Series series)
    {
        Console.WriteLine(series.Axis);
        foreach (var (count, shared, alone) in series.Points)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {count, 3}  {shared, 6:0.00} s   {shared / series.Points[0].Shared, 6:0.00} times the first"
                    + $"{(double.IsNaN(alone) ? "" : $"   one by one {alone:0.00} s")}"));
        return series;
    }

    private static void Draw(IReadOnlyList<Series> all, string file)
    {
        var plots = new Multiplot();
        plots.AddPlots(all.Count);
        plots.Layout = new ScottPlot.MultiplotLayouts.Grid(all.Count / Across, Across);
        foreach (var (i, series) in all.Index())
        {
            var plot = plots.GetPlot(i);
            HouseStyle.Apply(plot);
            var counts = series.Points.Select(point => (double)point.Count).ToArray();
            Line(plot, counts, [.. series.Points.Select(point => point.Shared)], 0, "shared passes");
            if (!double.IsNaN(series.Points[0].Alone)) Line(plot, counts, [.. series.Points.Select(point => point.Alone)], 1, "one by one");
            plot.Axes.Bottom.Label.Text = series.Axis;
            plot.Axes.Left.Label.Text = "seconds";
            plot.Axes.SetLimits(
                0,
                1.05 * counts[^1],
                0,
                1.1 * series.Points.Max(point => Math.Max(point.Shared, double.IsNaN(point.Alone) ? 0 : point.Alone)));
            plot.Layout.Fixed(new PixelPadding(60, 20, 50, 20));
            if (double.IsNaN(series.Points[0].Alone)) plot.HideLegend();
            else plot.ShowLegend(Alignment.UpperLeft);
        }
        using var picture = plots.Render(Width, Height);
        picture.Save(file, ImageFormats.FromFilename(file));
    }

    private static void Line(Plot plot, double[] x, double[] y, int colour, string name)
    {
        var line = plot.Add.Scatter(x, y, Color.FromHex(HouseStyle.Colours[colour]));
        (line.LegendText, line.LineWidth, line.MarkerSize) = (name, 2, 7);
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;
using Workbench.Reporting.Figures;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Tests.Figures;

/// <summary>The charts of tables of any shape.</summary>
public sealed class ChartsTests
{
    private const string LongName = "a-method-of-a-very-long-name@features.29{first=0.125,second=true,third=.inf}";

    private static readonly string[] s_layers = ["b5", "b4", "b3", "b2", "b1"];

    /// <summary>Methods under two metrics in per cent, with intervals; NaN stands for a failed cell.</summary>
    private static TableReport Table(
        IReadOnlyList<string> methods,
        Func<int, int, double> value,
        PaperTable? paper = null,
        bool second = true)
    {
        MetricColumn[] metrics = second ? [new("hits", true), new("few-hits", true)] : [new("hits", true)];
        return new TableReport(new TableResult("Table", "rooms", [.. methods.Select(MethodLines.Create)], metrics,
            [.. methods.SelectMany((method, i) => metrics.Select((metric, m) => value(i, m) is var number && double.IsNaN(number)
                ? new CellResult(metric.Name, method, null, null, [], [], "it failed")
                : new CellResult(
                    metric.Name,
                    method,
                    new MetricScore(number, new Dictionary<string, double>()),
                    new Interval(number - 0.05, number + 0.05),
                    [],
                    [],
                    null))),
],
            1, 1, [], ["only"]), paper, []);
    }

    private static TableReport Layers() =>
        Table([.. s_layers.Select(layer => $"cam@{layer}"), "cam-pos@b5", "full"], (i, m) => 0.3 + 0.08 * i - 0.1 * m);

    [Fact]
    public void A_table_has_the_charts_that_it_has_data_for()
    {
        Charts
            .CreateAll(Layers())
            .Select(chart => chart.Name)
            .ShouldBe(["bars-hits", "layers-hits", "bars-few-hits", "layers-few-hits", "slopes-hits-few-hits"]);
        Charts.CreateAll(Table(["cam@b5", "full"], (_, _) => 0.5, second: false)).Select(chart => chart.Name).ShouldBe(["bars-hits"]);
        Charts.CreateAll(Table(["cam@b5"], (_, _) => double.NaN)).ShouldBeEmpty();
    }

    [Fact]
    public void Two_metrics_of_different_units_have_no_slopes()
    {
        var report = Layers();
        var mixed = report with { Result = report.Result with { Metrics = [new("hits", true), new("few-hits", false)] } };
        Charts.CreateAll(mixed).ShouldNotContain(chart => chart.Name.StartsWith("slopes", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_differ_only_in_special_characters_become_different_files()
    {
        var report = Table(["cam@b5"], (_, _) => 0.5);
        MetricColumn[] metrics = [new("hits{among=all}", true), new("hits{among:all}", true)];
        var odd = report with
        {
            Result = report.Result with
            {
                Metrics = metrics,
                Cells = [.. report.Result.Cells.Zip(metrics, (cell, metric) => cell with { Metric = metric.Name })],
            },
        };
        Charts
            .CreateAll(odd)
            .Select(chart => chart.Name)
            .ShouldBe(["bars-hits-among-all", "bars-hits-among-all-2", "slopes-hits-among-all-hits-among-all"]);
    }

    [Fact]
    public void Bars_show_the_papers_names_and_values_and_failed_cells()
    {
        var report = Table(["cam@b5", "full"], (i, _) => i == 1 ? double.NaN : 0.5, Runs.Paper("method,label,hits\ncam@b5,THE CAM,74.1\n"));
        var svg = Charts.CreateAll(report)[0].Svg(ChartTheme.Light);
        svg.ShouldContain("THE CAM");
        svg.ShouldContain("failed");
        svg.ShouldContain("the paper");
        Charts.CreateAll(Table(["cam@b5"], (_, _) => 0.5))[0].Svg(ChartTheme.Light).ShouldNotContain("the paper");
    }

    public static TheoryData<int> Sizes => [1, 2, 7, 40];

    [Theory, MemberData(nameof(Sizes))]
    public void Nothing_is_cut_off_at_the_edges(int methods)
    {
        var names = Enumerable
            .Range(0, methods)
            .Select(i =>
                i == 0 ? LongName
                : i % 3 == 0 ? $"layered@{s_layers[i % 5]}{{n={i}}}"
                : $"method-{i}")
            .ToList();
        foreach (var chart in Charts.CreateAll(Table(names, (i, m) => i == 4 ? double.NaN : 0.9 - 0.02 * i - 0.3 * m)))
        {
            using var picture = SKBitmap.Decode(chart.Png());
            (picture.Width, picture.Height).ShouldBe((2 * chart.Width, 2 * chart.Height));
            for (var x = 0; x < picture.Width; x++)
                (picture.GetPixel(x, 1), picture.GetPixel(x, picture.Height - 2)).ShouldBe(
                    (SKColors.White, SKColors.White),
                    $"{chart.Name}, x = {x}");
            for (var y = 0; y < picture.Height; y++)
                (picture.GetPixel(1, y), picture.GetPixel(picture.Width - 2, y)).ShouldBe(
                    (SKColors.White, SKColors.White),
                    $"{chart.Name}, y = {y}");
        }
    }

    [Fact]
    public void Charts_for_dark_pages_have_light_ink_and_no_background()
    {
        foreach (var chart in Charts.CreateAll(Layers()))
        {
            var (light, dark) = (chart.Svg(ChartTheme.Light), chart.Svg(ChartTheme.Dark));
            XDocument.Parse(dark).Root!.Name.LocalName.ShouldBe("svg");
            Grounds(light, chart).ShouldBeGreaterThan(0, chart.Name);
            Grounds(dark, chart).ShouldBe(0, chart.Name);
            dark.ShouldContain("#E8E8EC", Case.Insensitive);
        }
    }

    // Opaque rectangles of the whole chart's size.
    private static int Grounds(string svg, Chart chart) =>
        Regex
            .Matches(svg, $"""<rect[^>]*width="{chart.Width}" height="{chart.Height}"[^>]*>""", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Count(rect =>
                !rect.Value.Contains("opacity=\"0\"", StringComparison.Ordinal)
                && !rect.Value.Contains("fill-opacity=\"0\"", StringComparison.Ordinal));

    [Fact]
    public void Overlapping_labels_are_moved_apart_in_order()
    {
        var random = new Random(3);
        foreach (var count in new[] { 1, 2, 12, 40 })
        {
            var wanted = Enumerable.Range(0, count).Select(_ => 200 + 60 * random.NextDouble()).ToArray();
            var places = SlopeChart.Spread(wanted, 16, 40 * 16);
            var order = Enumerable.Range(0, count).OrderBy(i => wanted[i]).ToList();
            foreach (var (above, below) in order.Zip(order.Skip(1))) (places[below] - places[above]).ShouldBeGreaterThan(16 - 1e-9);
            places.ShouldAllBe(place => place >= -1e-9 && place <= 40 * 16 + 1e-9);
        }
        SlopeChart.Spread([10, 100], 16, 200).ShouldBe([10, 100]);
    }

    [Fact]
    public void Numbers_are_readable_on_every_colour()
    {
        for (var i = 0; i <= 100; i++)
        {
            var colour = ColourMap.Sequential[i / 100.0];
            var (ink, ground) = (HeatMapChart.ReadableOn(colour), Light(colour.R, colour.G, colour.B));
            var letters = Light(ink.R, ink.G, ink.B);
            ((Math.Max(letters, ground) + 0.05) / (Math.Min(letters, ground) + 0.05)).ShouldBeGreaterThan(4.5, $"{i} %");
        }

        static double Light(byte r, byte g, byte b) => 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);
        static double Linear(byte channel) =>
            channel / 255.0 <= 0.04045 ? channel / 255.0 / 12.92 : Math.Pow((channel / 255.0 + 0.055) / 1.055, 2.4);
    }

    [Fact]
    public void A_heat_map_has_its_layers_from_the_input_up()
    {
        var svg = Charts
            .CreateAll(Table(["cam@features.29", "cam@features.5", "cam@classifier.0"], (i, _) => 0.1 * i, second: false))[1]
            .Svg(ChartTheme.Light);
        int At(string name) => svg.IndexOf(name, StringComparison.Ordinal);
        At("features.5").ShouldBeInRange(0, At("features.29"));
        At("features.29").ShouldBeInRange(0, At("classifier.0"));
    }
}

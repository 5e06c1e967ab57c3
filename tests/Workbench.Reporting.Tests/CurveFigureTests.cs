using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;
using Workbench.Reporting.Figures;
using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>The contents of the figure's files.</summary>
public sealed class CurveFigureTests
{
    private static readonly string[] s_states =
    [
        "classifier.6", "classifier.3", "classifier.0", "features.28", "features.26", "features.24", "features.21", "features.19",
        "features.17", "features.14", "features.12", "features.10", "features.7", "features.5", "features.2", "features.0",
    ];

    private static TableReport Figure()
    {
        string[] methods =
        [
            "cam@b5", "cam++@b5", "cam++@b3", "cam++@b1", "cam-pos@b5", "cam-pos@b3", "cam-pos@b1", "mid@b5", "full", "cumulative",
            "guided", "plain", "rect", "rect-mod", "lrp{gamma=.inf}", "lrp-0",
        ];
        var result = Curves.Create(
            s_states,
            4,
            [
                .. methods.Select(
                    (method, i) =>
                        (method, (Func<int, int, double>)((state, _) => 0.05 * i + (0.9 - 0.05 * i) * Math.Exp(-0.02 * state * (17 - i))))),
            ]);
        return new TableReport(result, Runs.Paper("method,label\ncam@b5,CAM\n"), [])
        {
            Figure = new CurveFigureLayout(
                Curves.Metric,
                "similarity to the original map",
                [new("Aggregation", methods[..10]), new("Propagation", methods[10..])]),
        };
    }

    [Fact]
    public void The_png_has_two_panels_with_ink_of_every_colour()
    {
        using var stream = new MemoryStream();
        CurveFigure.WritePng(Figure(), stream);
        using var picture = SKBitmap.Decode(stream.ToArray());
        (picture.Width, picture.Height).ShouldBe((1960, 1600));
        foreach (var panel in picture.Pixels.Chunk(1960 * 800))
        {
            var colours = panel.Distinct().Select(colour => colour.ToString()).ToHashSet();
            // Blue, vermillion, green, purple, orange and sky blue: six methods of the lower panel, and more above.
            foreach (var colour in new[] { "#ff0072b2", "#ffd55e00", "#ff009e73", "#ffcc79a7", "#ffe69f00", "#ff56b4e9" })
                colours.ShouldContain(colour);
        }
        picture.GetPixel(1, 1).ShouldBe(SKColors.White);
    }

    [Fact]
    public void The_svg_is_xml_and_the_same_each_time()
    {
        var (one, two) = (Svg(Figure()), Svg(Figure()));
        one.ShouldBe(two);
        XDocument.Parse(one).Root!.Name.LocalName.ShouldBe("svg");
        one.ShouldContain("features.0");
        one.ShouldContain("original");
    }

    [Fact]
    public void A_curve_without_a_value_is_left_out()
    {
        var report = Figure();
        var nothing = report with
        {
            Result = report.Result with
            {
                Cells =
                [
                    .. report.Result.Cells.Select(
                        (cell, i) =>
                            i < 2 ? cell with { Curve = [] }
                            : i == 2 ? cell with { Curve = [cell.Curve[0] with { Value = double.NaN }] }
                            : cell),
                ],
            },
        };
        Svg(nothing).ShouldNotBe(Svg(report));
    }

    [Fact]
    public void The_figure_is_written_beside_the_table()
    {
        var folder = Directory.CreateTempSubdirectory("figure-");
        try
        {
            ResultFolder
                .Write(Figure(), folder.FullName)
                .ShouldBe([
                    "table.md",
                    "table.csv",
                    "table.tex",
                    "table.json",
                    "samples.csv",
                    "skipped.csv",
                    "curves.csv",
                "charts/bars-likeness.png",
                "charts/bars-likeness.svg",
                "charts/curves-likeness-aggregation.png",
                "charts/curves-likeness-aggregation.svg",
                "charts/curves-likeness-propagation.png",
                "charts/curves-likeness-propagation.svg",
                "charts/layers-likeness.png",
                "charts/layers-likeness.svg",
                "figure.png",
                "figure.svg",
            ]);
            folder.GetFiles("*", SearchOption.AllDirectories).Length.ShouldBe(17);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Svg(TableReport report)
    {
        using var stream = new MemoryStream();
        CurveFigure.WriteSvg(report, stream);
        // Ids of clips are numbered across the process.
        return Regex.Replace(System.Text.Encoding.UTF8.GetString(stream.ToArray()), @"cl_\w+", "clip");
    }
}

using Workbench.Reporting.Figures;
using Workbench.Results;

namespace Workbench.Reporting.Tests.Figures;

/// <summary>Stored drawings are restored unchanged, only for the same report, and never if they could run a script.</summary>
public sealed class StoredChartsTests
{
    [Fact]
    public void Charts_restore_the_stored_drawings()
    {
        var bytes = StoredCharts.Serialize(Charts.CreateAll(Runs.Small()));
        var drawn = 0;
        List<Chart> charts =
        [
            .. Charts
                .CreateAll(Runs.Small())
                .Select(chart =>
                    chart with
                    {
                        Draw = theme =>
                        {
                            drawn++;
                            return chart.Draw(theme);
                        },
                    }),
        ];
        StoredCharts.Restore(charts, bytes).ShouldBeTrue();
        StoredCharts.Serialize(charts).ShouldBe(bytes);
        charts.ShouldAllBe(chart => chart.IsDrawn);
        drawn.ShouldBe(0);
    }

    [Fact]
    public void A_chart_is_drawn_once_in_each_form()
    {
        var drawn = 0;
        var chart = Charts.CreateAll(Runs.Small())[0];
        var counted = chart with { Draw = theme => { drawn++; return chart.Draw(theme); } };
        for (var i = 0; i < 3; i++)
        {
            counted.Png();
            counted.Svg(ChartTheme.Light);
            counted.Svg(ChartTheme.Dark);
        }
        drawn.ShouldBe(3);
    }

    [Fact]
    public void Damaged_drawings_are_rejected()
    {
        var charts = Charts.CreateAll(Runs.Small());
        var bytes = StoredCharts.Serialize(charts);
        foreach (
            var wrong in (byte[][])
                [
                    [],
                    [1],
                    [255, 255, 255, 255],
                    bytes[..^1],
                    bytes[..(bytes.Length / 2)],
                    StoredCharts.Serialize([.. charts.Skip(1)]),
                ])
            StoredCharts.Restore([.. Charts.CreateAll(Runs.Small())], wrong).ShouldBeFalse();
    }

    [Theory]
    [
        InlineData("<svg><script>alert(1)</script></svg>"),
        InlineData("<svg onload=\"alert(1)\"/>"),
        InlineData("<svg><a href=\"javascript:alert(1)\"/></svg>")
    ]
    [InlineData("<svg><foreignObject/></svg>"), InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>")]
    public void An_SVG_that_could_run_a_script_is_rejected(string svg)
    {
        var charts = Charts.CreateAll(Runs.Small()).Take(1).ToList();
        charts[0].Restore([1], svg, "<svg/>");
        StoredCharts.Restore([.. Charts.CreateAll(Runs.Small()).Take(1)], StoredCharts.Serialize(charts)).ShouldBeFalse();
    }

    [Fact]
    public void The_digest_depends_on_everything_in_the_report()
    {
        var report = Runs.Small();
        var own = ReportDigest.Compute([report]);
        ReportDigest.Compute([Runs.Small()]).ShouldBe(own);
        CellResult first = report.Result.Cells[0];
        TableReport With(Func<CellResult, CellResult> change) =>
            report with
            {
                Result = report.Result with { Cells = [change(first), .. report.Result.Cells.Skip(1)] },
            };
        TableReport[] others =
        [
            report with
            {
                Paper = null,
            },
            report with
            {
                Paper = Runs.Paper(Runs.PaperCsv.Replace("74.1", "74.2", StringComparison.Ordinal)),
            },
            report with
            {
                Paper = Runs.Paper(Runs.PaperCsv.Replace("ALPHA", "OMEGA", StringComparison.Ordinal)),
            },
            report with
            {
                Claims = [],
            },
            report with
            {
                Notes = [new TableNote(["alpha"], "a note", null)],
            },
            report with
            {
                Figure = new CurveFigureLayout("hits", null, []),
            },
            report with
            {
                Result = report.Result with { Title = "other" },
            },
            report with
            {
                Result = report.Result with { Subject = "other" },
            },
            report with
            {
                Result = report.Result with { Images = 2 },
            },
            report with
            {
                Result = report.Result with { Classes = ["cat", "dog"] },
            },
            report with
            {
                Result = report.Result with { SkippedImages = [] },
            },
            report with { Result = report.Result with { Metrics = [new("hits", false), new("restricted-hits", true)] } },
            report with { Result = report.Result with { Methods = [new("alpha", "first"), new("beta@b4", null)] } },
            With(cell => cell with { Score = cell.Score! with { Value = 0.76 } }),
            With(cell => cell with { Interval = new Interval(0.7, 0.8126) }),
            With(cell => cell with { Interval = null }),
            With(cell => cell with { Failure = "it failed" }),
            With(cell => cell with { Resamples = [0.5] }),
            With(cell => cell with { Rows = [.. cell.Rows.Skip(1)] }),
            With(cell => cell with { Rows = [cell.Rows[0] with { Value = 0 }, .. cell.Rows.Skip(1)] }),
            With(cell => cell with { Skipped = [] }),
            With(cell => cell with { Key = "k" }),
            With(cell => cell with { Curve = [new CurveValue("s", 0.5, new Interval(0, 1), 2)] }),
            With(cell => cell with { Faults = 1 }),
            With(cell => cell with { IsMean = false }),
        ];
        List<string> digests =
        [
            own,
            .. others.Select(other => ReportDigest.Compute([other])),
            ReportDigest.Compute([report, report]),
            ReportDigest.Compute([]),
        ];
        digests.Distinct().Count().ShouldBe(digests.Count);
    }
}

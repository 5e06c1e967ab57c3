using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>Files of a metric with a value per state.</summary>
public sealed class CurvesTests
{
    private static readonly TableResult s_result = Curves.Create(
        ["last", "first"],
        2,
        ("high", (_, _) => 0.75),
        ("low", (state, image) => 0.5 - 0.25 * state + 0.1 * image));

    [Fact]
    public void Curves_have_one_line_per_point() =>
        Curves
            .Text(new CurvesCsv(), new TableReport(s_result, Runs.Paper("method,label\nlow,LOW\n"), []))
            .ShouldBe(
                """
        metric,method,label,state,depth,value,low,high,images
        likeness,high,,last,1,0.75,0.72,0.78,2
        likeness,high,,first,2,0.75,0.72,0.78,2
        likeness,low,LOW,last,1,0.55,0.52,0.58,2
        likeness,low,LOW,first,2,0.3,0.27,0.33,2

        """);

    [Fact]
    public void The_trained_model_is_at_depth_0()
    {
        var report = new TableReport(Curves.Create([ModelState.Trained.Id, "last"], 1, ("high", (_, _) => 1)), null, []);
        Curves.Text(new CurvesCsv(), report).Split('\n')[1..3].Select(line => line.Split(',')[4]).ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Rows_and_skips_name_the_state()
    {
        var report = new TableReport(
            s_result with
            {
                Cells = [s_result.Cells[0] with { Skipped = [new("image9", null, "the map is constant", "first")] }, s_result.Cells[1]],
            },
            null,
            []);
        Curves
            .Text(new SamplesCsv(), report)
            .Split('\n')[..2]
            .ShouldBe(["metric,method,sample,class,value,state", "likeness,high,image0,,0.75,last"]);
        Curves
            .Text(new SkippedCsv(), report)
            .ShouldBe("metric,method,sample,class,reason,state\nlikeness,high,image9,,the map is constant,first\n");
        Curves.Text(new MarkdownTable(), report).ShouldContain("likeness: skipped 0 to 1 image–state pair, by method (skipped.csv).");
    }

    [Fact]
    public void A_run_without_states_has_no_curves_and_no_state_column()
    {
        new CurvesCsv().AppliesTo(Runs.Small()).ShouldBeFalse();
        Runs.Text(new SamplesCsv()).ShouldStartWith("metric,method,sample,class,value\n");
    }
}

using Workbench.Reporting.Claims;
using Workbench.Results;

namespace Workbench.Reporting.Tests;

public sealed class ClaimCheckTests
{
    private const int Images = 200;

    private static ClaimVerdict Check(TableResult result, IReadOnlyList<string>? others = null, double times = 1) =>
        ClaimCheck.Check(result, [new DropClaim("big", others, times, "from", "to")]).ShouldHaveSingleItem();

    // Spreads the hits evenly over the images, so that every part of them has about the same share.
    private static double[] Hits(double share) =>
        [.. Enumerable.Range(0, Images).Select(i => Math.Floor((i + 1) * share) - Math.Floor(i * share))];

    private static TableResult Drops(double big, double other) =>
        Runs.Create(("big", Hits(0.9), Hits(0.9 - big)), ("other", Hits(0.5), Hits(0.5 - other)), ("none", Hits(0.4), Hits(0.4)));

    [Fact]
    public void A_claim_on_a_metric_that_is_not_a_mean_is_not_checked()
    {
        var result = Drops(0.6, 0.1);
        var verdict = Check(result with { Cells = [.. result.Cells.Select(cell => cell with { IsMean = false })] });
        verdict.Verdict.ShouldBe(Verdict.NotChecked);
        verdict.Text.ShouldEndWith(": from is not declared as the mean of its rows ([Metric(…, Mean = true)]).");
    }

    [Fact]
    public void A_clear_lead_holds()
    {
        var verdict = Check(Drops(0.6, 0.1));
        verdict.Verdict.ShouldBe(Verdict.Holds);
        verdict.Margins[0].Value.Value.ShouldBe(0.6, 1e-9);
        verdict.Margins[0].Value.Interval.Low.ShouldBeInRange(0.5, 0.6);
        verdict.Margins.Select(margin => margin.Other).ShouldBe(["other", "none"]);
        verdict.Margins[0].Difference.Value.ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void A_clear_lag_does_not_hold_and_names_who_leads()
    {
        var verdict = Check(Drops(0.1, 0.5));
        verdict.Verdict.ShouldBe(Verdict.DoesNotHold);
        verdict.Text.ShouldContain("It falls short of other.");
    }

    [Fact]
    public void A_lead_within_chance_is_undecided() => Check(Drops(0.32, 0.3), ["other"]).Verdict.ShouldBe(Verdict.Undecided);

    [Fact]
    public void Only_the_methods_named_count() => Check(Drops(0.1, 0.5), ["none"]).Verdict.ShouldBe(Verdict.Holds);

    [Theory]
    [InlineData(1, Verdict.Holds)]
    [InlineData(2, Verdict.Undecided)]
    [InlineData(4, Verdict.DoesNotHold)]
    public void The_others_drop_is_multiplied_by_the_factor(double times, Verdict expected) =>
        Check(Drops(0.5, 0.25), ["other"], times).Verdict.ShouldBe(expected);

    [Fact]
    public void Both_methods_share_the_drawn_images()
    {
        // The method's drop exceeds the other's by exactly 0.1 on every image, so the paired margin does not vary.
        var noise = Hits(0.5);
        var result = Runs.Create(
            ("big", [.. noise.Select(value => value + 0.1)], new double[Images]),
            ("other", noise, new double[Images]));
        var margin = Check(result).Margins.ShouldHaveSingleItem();
        margin.Difference.Interval.Low.ShouldBe(0.1, 1e-9);
        margin.Difference.Interval.High.ShouldBe(0.1, 1e-9);
        margin.Verdict.ShouldBe(Verdict.Holds);
    }

    [Fact]
    public void The_interval_is_the_binomial_one()
    {
        // With a share p of hits under the first metric and none under the second, the drop's standard error is sqrt(p(1-p)/n).
        var verdict = Check(Runs.Create(("big", Hits(0.5), new double[Images]), ("other", Hits(0.1), Hits(0.1))));
        var half = 1.96 * Math.Sqrt(0.25 / Images);
        verdict.Margins[0].Value.Interval.Low.ShouldBe(0.5 - half, 0.01);
        verdict.Margins[0].Value.Interval.High.ShouldBe(0.5 + half, 0.01);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        var result = Drops(0.3, 0.2);
        var turned = result with { Cells = [.. result.Cells.Select(cell => cell with { Rows = [.. cell.Rows.Reverse()] })] };
        Check(turned).Margins.ShouldBe(Check(result).Margins);
    }

    [Fact]
    public void A_claim_on_missing_methods_or_metrics_is_not_checked()
    {
        Check(Drops(0.5, 0.1), ["gone"]).ShouldSatisfyAllConditions(
            verdict => verdict.Verdict.ShouldBe(Verdict.NotChecked), verdict => verdict.Text.ShouldEndWith(": this table has no gone."));
        Check(Runs.Create(("big", [1], [0]))).Text.ShouldEndWith(": this table has no other method.");
        Check(Runs.Create(("big", [1], [0]), ("other", [], [1]))).Text.ShouldEndWith(": other has no value under from.");
    }

    [Fact]
    public void A_verdict_reads_as_a_sentence() =>
        Check(Drops(0.5, 0.25), ["other"], 2)
            .Text.ShouldBe(
                "the drop of big from from to to exceeds 2 times that of other: 50.0 [42.5, 56.5]; "
                + "nearest is other with 25.0, a margin of 0.0 [-13.0, 13.5]. Undecided against other.");
}

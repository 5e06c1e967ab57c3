using Workbench.Reporting.Claims;
using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>Claims that compare values with one another or with a number.</summary>
public sealed class ValueClaimTests
{
    private const int Images = 100;

    // Even images lie 0.1 above, odd ones 0.1 below.
    private static double Noise(int image) => image % 2 == 0 ? 0.1 : -0.1;

    private static readonly TableResult s_result = Curves.Create(
        ["last", "first"],
        Images,
        ("high", (_, image) => 0.9 + Noise(image)),
        ("falls", (state, image) => 0.8 - 0.6 * state + Noise(image)),
        ("low", (_, image) => 0.2 - Noise(image)));

    private static ClaimVerdict Check(Claim claim) => ClaimCheck.Check(s_result, [claim]).ShouldHaveSingleItem();

    [Fact]
    public void The_lowest_of_all_holds_and_reads_as_a_sentence()
    {
        var verdict = Check(new OrderClaim(Curves.Metric, null, false, ["low"], null, 0));
        verdict.Verdict.ShouldBe(Verdict.Holds);
        verdict.Margins.Select(margin => margin.Other).ShouldBe(["falls", "high"]);
        verdict.Margins[0].Difference.Value.ShouldBe(0.3, 1e-9);
        verdict.Text.ShouldBe(
            "likeness of low is lower than of every other method: nearest is low with 0.20 [0.18, 0.22] "
            + "against falls with 0.50 [0.48, 0.52], a margin of 0.30 [0.26, 0.34].");
    }

    [Fact]
    public void A_required_margin_is_subtracted()
    {
        Check(new OrderClaim(Curves.Metric, null, true, ["high"], ["low"], 0.6)).Verdict.ShouldBe(Verdict.Holds);
        Check(new OrderClaim(Curves.Metric, null, true, ["high"], ["low"], 0.7)).Verdict.ShouldBe(Verdict.Undecided);
        Check(new OrderClaim(Curves.Metric, null, true, ["high"], ["low"], 0.8)).Verdict.ShouldBe(Verdict.DoesNotHold);
    }

    [Fact]
    public void Both_methods_share_the_drawn_images()
    {
        // Both have the same noise, so their difference has none.
        var margin = Check(new OrderClaim(Curves.Metric, "last", true, ["high"], ["falls"], 0)).Margins.ShouldHaveSingleItem();
        margin.Difference.Interval.Low.ShouldBe(0.1, 1e-9);
        margin.Difference.Interval.High.ShouldBe(0.1, 1e-9);
    }

    [Theory]
    [InlineData("last", 0.8)]
    [InlineData("first", 0.2)]
    [InlineData("mean", 0.5)]
    public void A_curve_is_read_at_a_state_or_over_all(string at, double value) =>
        Check(new OrderClaim(Curves.Metric, at, true, ["falls"], ["low"], 0)).Margins.Single().Value.Value.ShouldBe(value, 1e-9);

    [Fact]
    public void All_pairs_are_compared()
    {
        var verdict = Check(new OrderClaim(Curves.Metric, "first", true, ["high", "falls"], ["low"], 0));
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Text.ShouldStartWith("likeness at first of high, falls is higher than of low: ");
        verdict.Text.ShouldEndWith(" Undecided against falls against low.");
    }

    [Theory]
    [InlineData(0.9, 0.05, Verdict.Holds)]
    [InlineData(0.9, 0.001, Verdict.Undecided)]
    [InlineData(1, 0.1, Verdict.Undecided)]
    [InlineData(0.5, 0.1, Verdict.DoesNotHold)]
    public void Near_holds_where_the_whole_interval_is(double value, double within, Verdict expected) =>
        Check(new NearClaim(Curves.Metric, null, ["high"], value, within)).Verdict.ShouldBe(expected);

    [Fact]
    public void Near_names_the_farthest() => Check(new NearClaim(Curves.Metric, null, ["high", "low"], 1, 0.2)).Text.ShouldBe(
        "likeness of high, low is 1.00 within 0.20: farthest is low with 0.20 [0.18, 0.22]. It fails for low.");

    [Fact]
    public void A_claim_on_missing_states_or_metrics_is_not_checked()
    {
        Check(new OrderClaim(Curves.Metric, "nowhere", true, ["high"], ["low"], 0)).Text.ShouldEndWith(": the curve has no such state.");
        Check(new NearClaim("gone", null, ["high"], 1, 0.2)).Text.ShouldBe("gone of high is 1.00 within 0.20: this table has no gone.");
        Check(new OrderClaim(Curves.Metric, null, true, ["high", "falls", "low"], null, 0)).Verdict.ShouldBe(Verdict.NotChecked);
    }

    [Fact]
    public void The_trained_models_own_point_is_not_in_the_mean()
    {
        var result = Curves.Create([ModelState.Trained.Id, "last"], 3, ("a", (state, _) => state == 0 ? 1 : 0.25), ("b", (_, _) => 0));
        ClaimCheck
            .Check(result, [new OrderClaim(Curves.Metric, Claim.MeanOfCurve, true, ["a"], ["b"], 0)])
            .Single()
            .Margins.Single()
            .Value.Value.ShouldBe(0.25, 1e-9);
    }
}

using TorchSharp;
using Workbench.Conformance;
using Workbench.Engine.Native;

namespace Workbench.Plugins.Tests;

public sealed class NewMetricTests
{
    // An image of 40×20 pixels and a map of 4×2 cells. The box holds the centres of the left two cells of the top row.
    private static readonly Sample s_sample = new("one", 40, 20, [new ImageObject(3, 0, 0, 19, 9, Difficult: false)]);

    public NewMetricTests() => TorchRuntime.Load();   // before the first tensor

    [Theory]
    [InlineData(0, 0.75)]   // 1 + 2 of 4
    [InlineData(6, 1)]      // the box grown by 6 pixels also holds the cell below, with value 1
    public void The_score_is_the_share_of_the_positive_mass_in_the_box(double margin, double share)
    {
        var metric = new NewMetric(new NewMetricOptions { Margin = margin });
        using var map = torch.tensor(new double[] { 1, 2, 0, -9, 1, 0, 0, 0 }, [1, 1, 2, 4]);
        var score = metric.Score(new TrialMaps(s_sample, _ => map));
        score.Rows.ShouldBe([new MetricRow("one", 3, share)]);
        score.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void A_map_without_positive_values_is_skipped()
    {
        using var map = torch.zeros(1, 1, 2, 4);
        var score = new NewMetric(new NewMetricOptions()).Score(new TrialMaps(s_sample, _ => map));
        score.Rows.ShouldBeEmpty();
        score.Skipped.ShouldBe([new SkippedRow("one", 3, "the map has no positive value")]);
    }

    [Fact]
    public void It_passes_the_conformance_check() =>
        PluginConformance.Check(typeof(NewMetric).Assembly.Location).Where(finding => !finding.Passed).ShouldBeEmpty();
}

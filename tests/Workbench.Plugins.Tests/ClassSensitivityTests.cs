namespace Workbench.Plugins.Tests;

/// <summary>The maps that class-sensitivity compares, and the images without a value.</summary>
public sealed class ClassSensitivityTests
{
    private static readonly Map s_ramp = new(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => i / 64 + 0.3 * Math.Sin(i))]);

    [Theory]
    [InlineData("", true, false, 64, "the map for the largest output (class 2) is constant")]
    [InlineData("similarity=ssim", false, true, 64, "the map for the smallest output (class 1) is constant")]
    [InlineData(
        "similarity=spearman",
        true,
        true,
        64,
        "the map for the largest output (class 2) is constant; the map for the smallest output (class 1) is constant")]
    [InlineData("similarity=pearson", true, false, 64, "the map for the largest output (class 2) is constant")]
    [InlineData(
        "",
        false,
        false,
        47,
        "the map for the largest output (class 2) is 64×47 pixels, too small: 48 a side are needed; "
            + "the map for the smallest output (class 1) is 64×47 pixels, too small: 48 a side are needed")]
    [InlineData(
        "similarity=ssim",
        false,
        false,
        10,
        "the map for the largest output (class 2) is 64×10 pixels, too small: 11 a side are needed; "
            + "the map for the smallest output (class 1) is 64×10 pixels, too small: 11 a side are needed")]
    public void An_image_without_a_value_is_skipped_with_the_reason(
        string options,
        bool topConstant,
        bool bottomConstant,
        int height,
        string reason)
    {
        var score = Score(
            options,
            [1, -4, 7, 0],
            target => (target == 2 ? topConstant : bottomConstant) ? new Map(4, 4, [.. Enumerable.Repeat(0.1, 16)]) : s_ramp,
            height);
        score.Rows.ShouldBeEmpty();
        score.Skipped.ShouldBe([new SkippedRow("image", null, reason)]);
    }

    [Fact]
    public void A_map_with_constant_features_is_skipped_too()
    {
        // The column lies beyond the last whole cell and is not a neighbour of one.
        var edge = new Map(50, 50, [.. Enumerable.Range(0, 2500).Select(i => i % 50 == 49 ? 1.0 : 0)]);
        SimilarityPlugin
            .Compare("similarity=spearman-hog", edge, s_ramp, 50, 50)
            .Reason.ShouldBe("the map for the largest output (class 0) has a constant HOG");
        var signs = s_ramp with { Values = [.. Enumerable.Range(0, 64 * 64).Select(i => i % 3 == 0 ? 1.0 : -1)] };
        SimilarityPlugin
            .Compare("similarity=spearman-abs", s_ramp, signs, 64, 64)
            .Reason.ShouldBe("the map for the smallest output (class 1) has a constant absolute value");
        SimilarityPlugin.Compare("similarity=spearman", s_ramp, signs, 64, 64).Reason.ShouldBeNull();
        SimilarityPlugin
            .Compare("similarity=pearson", s_ramp.Select(value => value * 1e300), s_ramp, 64, 64)
            .Reason.ShouldBe("the map for the largest output (class 0) exceeds float32");
    }

    [Fact]
    public void The_maps_are_those_of_the_first_largest_and_the_first_smallest_output()
    {
        var asked = new List<int>();
        Score("", [3, -1, 3, -1], target =>
        {
            asked.Add(target);
            return s_ramp;
        }).Rows.Count.ShouldBe(1);
        asked.Distinct().Order().ShouldBe([0, 1]);
    }

    [Fact]
    public void Equal_outputs_have_no_value() =>
        Score("", [1, 1], _ => s_ramp).Skipped.Single().Reason.ShouldBe("one class has both the largest and the smallest output");

    [Fact]
    public void The_score_is_the_mean_over_images()
    {
        var metric = ShippedPlugins.Metric("class-sensitivity").Metric;
        var model = ShippedPlugins.NarrowNet(TorchSharp.torch.ScalarType.Float32).Architecture;
        metric.Summarise([new("a", null, 0.25), new("b", null, 0.75)], model).Value.ShouldBe(0.5);
        metric.Summarise([], model).Value.ShouldBe(double.NaN);
    }

    private static SampleScore Score(string options, double[] logits, Func<int, Map> map, int height = 64) =>
        ShippedPlugins
            .Metric(options.Length == 0 ? "class-sensitivity" : $"class-sensitivity{{{options}}}")
            .Metric.Score(new FixedMaps(new Sample("image", 64, height, []), logits, map));
}

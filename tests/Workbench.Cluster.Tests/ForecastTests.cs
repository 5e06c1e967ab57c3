using CsCheck;

namespace Workbench.Cluster.Tests;

/// <summary>The forecast of a sharded run against sums done by hand, and its general properties.</summary>
public sealed class ForecastTests
{
    private static readonly RunCost s_cost = new(Start: 2, WarmUp: 1, Image: 0.5, Decode: 0.1, MergeImage: 0.01, Finish: 3);

    [Fact]
    public void A_forecast_equals_a_sum_by_hand()
    {
        var two = Forecast.Predict(s_cost, images: 101, shards: 2);
        two.TaskSeconds.ShouldBe(2 + 1 + 51 * 0.5, 1e-9);
        two.MergeSeconds.ShouldBe(2 + 3 + 1.01, 1e-9);
        two.WallSeconds.ShouldBe(28.5 + 6.01, 1e-9);
        two.TaskHours.ShouldBe((28.5 + 28) / 3600, 1e-9);
        two.Bottleneck.ShouldBe(Bottleneck.Compute);
        // Five tasks of 13, 13, 13, 13 and 12.5 s on two places: 13 + 13 and 13 + 13 + 12.5. The fifth starts in the first free place.
        Forecast.Predict(s_cost, images: 99, shards: 5, atOnce: 2).WallSeconds.ShouldBe(13 + 13 + 12.5 + 5.99, 1e-9);
    }

    [Theory]
    [InlineData(1, 1, Bottleneck.Compute)]
    [InlineData(1, 1000, Bottleneck.Decoding)]    // a fast device waits for images
    [InlineData(64, 1000, Bottleneck.Merge)]      // many fast devices wait for the merge
    public void The_bound_is_the_longest_part(int shards, double speed, Bottleneck bound) =>
        Forecast.Predict(s_cost, images: 1000, shards, speed: speed).Bottleneck.ShouldBe(bound);

    [Fact]
    public void Too_many_shards_spend_their_time_on_start_up() =>
        Forecast
            .Predict(s_cost with { Finish = 0, MergeImage = 0 }, images: 64, shards: 64, atOnce: 8)
            .Bottleneck.ShouldBe(Bottleneck.StartUp);

    [Fact]
    public void More_shards_at_once_take_no_longer_and_cost_no_less()
    {
        var costs = Gen.Select(
            Gen.Double[0, 10],
            Gen.Double[0, 5],
            Gen.Double[0.01, 2],
            Gen.Double[0, 1],
            Gen.Double[0, 0.1],
            Gen.Double[0, 10]);
        Gen.Select(costs, Gen.Int[1, 5000], Gen.Int[1, 64], Gen.Double[1, 500]).Sample((cost, images, shards, speed) =>
        {
            var (start, warm, image, share, merge, finish) = cost;
            var of = new RunCost(start, warm, image, share * image, merge, finish);
            var (few, more) = (Forecast.Predict(of, images, shards, speed: speed), Forecast.Predict(of, images, 2 * shards, speed: speed));
            more.WallSeconds.ShouldBeLessThanOrEqualTo(few.WallSeconds + 1e-9);
            more.TaskHours.ShouldBeGreaterThanOrEqualTo(few.TaskHours - 1e-9);
            Forecast.Predict(of, images, shards, atOnce: 1, speed).WallSeconds.ShouldBeGreaterThanOrEqualTo(few.WallSeconds - 1e-9);
        });
    }
}

namespace Workbench.Plugins.Tests;

/// <summary>The pointing games return the points that they judged, which reports draw.</summary>
public sealed class JudgedPointTests
{
    private static readonly Sample s_sample = new(
        "image",
        20,
        10,
        [new(0, 2, 2, 6, 6, false), new(1, 12, 2, 18, 8, false), new(2, 0, 0, 3, 3, true)]);

    // The map has the size of the image, so that its largest value is the point.
    private static Map Peak(int x, int y)
    {
        var values = new double[20 * 10];
        values[y * 20 + x] = 1;
        return new Map(10, 20, values);
    }

    [Fact]
    public void The_pointing_game_judges_each_classs_own_map()
    {
        var score = ShippedPlugins
            .Metric("pointing-game{tolerance=3}")
            .Metric.Score(new FixedMaps(s_sample, [1, 2, 3], target => Peak(4 + 12 * target, 5)));
        score.Rows.Select(row => (row.Class, row.Value)).ShouldBe([(0, 1), (1, 1)]);
        score.Points.ShouldBe([new JudgedPoint(0, 0, 4, 5, 3), new JudgedPoint(1, 1, 16, 5, 3)]);
    }

    [Fact]
    public void The_restricted_game_judges_one_map_for_every_class()
    {
        var score = ShippedPlugins
            .Metric("restricted-pointing-game")
            .Metric.Score(
                new FixedMaps(s_sample, [1, 9, 3], target =>
                    target == 1 ? Peak(17, 8) : throw new InvalidOperationException("another map was read")));
        score.Points.ShouldBe([new JudgedPoint(0, 1, 17, 8, 15), new JudgedPoint(1, 1, 17, 8, 15)]);
    }
}

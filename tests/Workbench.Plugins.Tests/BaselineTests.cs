using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>The baselines: random maps are uniform, differ by class and repeat; the centre map points at the centre.</summary>
public sealed class BaselineTests
{
    [Fact]
    public void Random_maps_are_uniform_differ_by_class_and_repeat()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(1);
        var input = SmallNet.Input(1, 40, 50);
        var maps = Map.Compute(model, ["random"], input, 0, 1, 2);
        var again = Map.Compute(model, ["random", "center"], input, 2, 1);
        foreach (var map in maps.Values)
        {
            (map.Height, map.Width).ShouldBe((40, 50));
            map.Values.ShouldAllBe(value => value >= 0 && value < 1);
            map.Values.Average().ShouldBe(0.5, 0.05);   // 2000 draws: 7 standard errors
            map.Values.Average(value => (value - 0.5) * (value - 0.5)).ShouldBe(1 / 12.0, 0.02);
        }
        maps[("random", 1)].Values.ShouldBe(again[("random", 1)].Values);
        maps[("random", 2)].Values.ShouldBe(again[("random", 2)].Values);
        maps[("random", 1)].Values.ShouldNotBe(maps[("random", 2)].Values);
        maps[("random", 0)].Values.ShouldNotBe(maps[("random", 1)].Values);
    }

    [Theory]
    [
        InlineData(32, 32, 224, 224),
        InlineData(32, 43, 375, 500),
        InlineData(43, 32, 500, 333),
        InlineData(33, 47, 33, 47),
        InlineData(40, 50, 20, 25),
        InlineData(32, 32, 1023, 2047),
        InlineData(35, 32, 36, 281)
    ]
    public void The_centre_is_torchrays_where_a_side_is_even_and_the_middle_pixel_where_it_is_odd(
        int inputHeight,
        int inputWidth,
        int height,
        int width)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(1);
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            var map = Map.Compute(model, ["center"], SmallNet.Input(1, inputHeight, inputWidth), 0)[("center", 0)];
            var resized = nn.functional.interpolate(
                tensor(map.Values, [1, 1, map.Height, map.Width]).to(dtype),
                [height, width],
                mode: InterpolationMode.Bilinear,
                align_corners: false);
            var index = (int)resized.flatten().argmax().item<long>();
            (index % width, index / width).ShouldBe((width / 2, height / 2));
        }
    }
}

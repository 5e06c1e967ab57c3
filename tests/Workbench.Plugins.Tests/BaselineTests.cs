using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>The map that knows nothing: uniform, another for each class, the same each time.</summary>
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
}

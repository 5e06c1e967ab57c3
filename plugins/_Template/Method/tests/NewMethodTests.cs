using Workbench.Conformance;

namespace Workbench.Plugins.Tests;

public sealed class NewMethodTests
{
    [Theory, InlineData("b3"), InlineData("b5")]
    public void The_map_is_the_formula_at_every_pixel(string layer)
    {
        using var model = TrialModel.Create();
        var (a, g) = model.Read(layer, image: 0, target: 2);
        var map = model.Map(new NewMethod(new NewMethodOptions { Layer = layer }), image: 0, target: 2);
        (map.GetLength(0), map.GetLength(1)).ShouldBe((a.GetLength(1), a.GetLength(2)));
        for (var y = 0; y < a.GetLength(1); y++)
            for (var x = 0; x < a.GetLength(2); x++)
            {
                var sum = 0.0;
                for (var k = 0; k < a.GetLength(0); k++) sum += g[k, y, x] * a[k, y, x];
                map[y, x].ShouldBe(Math.Max(0, sum), 1e-12);
            }
    }

    [Fact]
    public void It_passes_the_conformance_check() =>
        PluginConformance.Check(typeof(NewMethod).Assembly.Location).Where(finding => !finding.Passed).ShouldBeEmpty();
}

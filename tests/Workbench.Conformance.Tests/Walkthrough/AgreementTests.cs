using Workbench.Conformance;

namespace Workbench.Plugins.Tests;

public sealed class AgreementTests
{
    [Theory, InlineData("b3", 1), InlineData("b5", 2), InlineData("b4", 0)]
    public void The_map_is_the_formula_at_every_pixel(string layer, double sharpness)
    {
        using var model = TrialModel.Create();
        var (a, g) = model.Read(layer, image: 0, target: 2);
        var map = model.Map(new Agreement(new AgreementOptions { Layer = layer, Sharpness = sharpness }), image: 0, target: 2);
        var (channels, height, width) = (a.GetLength(0), a.GetLength(1), a.GetLength(2));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (sum, positive) = (0.0, 0);
                for (var k = 0; k < channels; k++)
                {
                    sum += g[k, y, x] * a[k, y, x];
                    if (g[k, y, x] * a[k, y, x] > 0) positive++;
                }
                map[y, x].ShouldBe(Math.Max(0, sum) * Math.Pow((double)positive / channels, sharpness), 1e-12);
            }
    }

    [Fact]
    public void It_holds_to_the_contract() =>
        PluginConformance.Check(typeof(Agreement).Assembly.Location).Where(finding => !finding.Passed).ShouldBeEmpty();
}

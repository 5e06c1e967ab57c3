using Workbench.Engine.Model;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>
/// Every shipped method on networks with channels that are not multiples of 16, at odd sizes, with uninitialised memory full of garbage:
/// float32 maps agree with float64 maps. libtorch 2.10's own convolutions fail this on processors with AVX-512. The tolerance is 1e-5 of
/// the map's maximum. Where a map cancels, it is 20 times the change of the float64 map when the weights change by half a unit in the last
/// place of float32, which is float32's own rounding. Two methods subtract nearly equal values.
/// </summary>
public sealed class OddWidthTests
{
    private const double Tolerance = 1e-5, Roundings = 20;
    private static readonly double s_half = Math.Pow(2, -24);

    // The difference of two relevances that nearly cancel, and 2 times the positive minus the negative: the result has fewer digits.
    private static readonly Dictionary<string, double> s_cancelling = new(StringComparer.Ordinal)
    {
        ["excitation-backprop@b2{contrastive=true}"] = 1e-2,
        ["lrp-alphabeta{alpha=2,beta=1,first=w-square}"] = 1e-4,
    };

    private static readonly string[] s_calls =
    [
        .. ShippedPlugins.MethodsOnVgg,
        "gradcam@b2",
        "gradcam++@b3{normalize=true}",
        "normgrad@features.5{selective=true}",
        "lrp-gamma{gamma=.inf,first=box}",
        "lrp-alphabeta{alpha=2,beta=1,first=w-square}",
        "excitation-backprop@b2{contrastive=true}", "rectgrad{q=80,pool=proportional}",
    ];

    [Theory]
    [InlineData("5-10-18-26-34", "2-2-4-4-4", 45, 61)]
    public void Float32_maps_agree_with_float64_maps(string widths, string depths, int height, int width)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        RandomVgg.Write(folder["net"], ParseNumbers(widths), fc: 24, classes: 6, seed: 2, side: 2, convolutions: ParseNumbers(depths));
        Dictionary<(string Call, int Class), Map> Maps(ScalarType dtype, bool rounded = false)
        {
            using var model = ModelService.Load(folder["net"], "cpu", dtype);
            using var rng = new Generator(9, CPU);
            if (rounded)
                foreach (var weight in model.Network.Layers.Select(layer => layer.Weight).OfType<Tensor>())
                    weight.mul_(1 + s_half * (2 * rand(weight.shape, dtype, CPU, generator: rng) - 1));
            return Map.Compute(model, s_calls, SmallNet.Input(5, height, width).to(ScalarType.Float32).to(dtype), 0, 3);
        }
        var (single, exact, moved) = (Maps(ScalarType.Float32), Maps(ScalarType.Float64), Maps(ScalarType.Float64, rounded: true));
        var off = exact
            .Select(pair =>
                (pair.Key, Deviation: single[pair.Key].DeviationFrom(pair.Value), Own: moved[pair.Key].DeviationFrom(pair.Value)))
            .Where(map => !(map.Deviation <= Tolerance))
            .ToList();
        off.Where(map => !(map.Deviation <= Math.Max(Roundings * map.Own, s_cancelling.GetValueOrDefault(map.Key.Call)))).ShouldBeEmpty();
        off.Where(map => !s_cancelling.ContainsKey(map.Key.Call)).ShouldAllBe(map => map.Deviation < 1e-4, "rounding errors are small");
        off.Count.ShouldBeLessThanOrEqualTo(
            exact.Count / 10,
            "most maps stay below the tolerance; up to 5 exceed it with AVX2, 6 with AVX-512");
    }

    [SlowTheory]
    [InlineData("24-40-72-100-100", "2-2-2-2-2", 37, 53)]
    [InlineData("20-30-24-40-72", "2-2-3-3-3", 33, 47)]
    public void Float32_maps_of_wider_networks_agree_with_float64_maps(string widths, string depths, int height, int width) =>
        Float32_maps_agree_with_float64_maps(widths, depths, height, width);

    private static int[] ParseNumbers(string text) => [.. text.Split('-').Select(int.Parse)];
}

using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>
/// Every shipped method on a fully convolutional VGG: at one position its map is that of the pooled model, at several it is finite.
/// </summary>
public sealed class HeadKindTests
{
    private static readonly string[] s_calls =
    [
        .. ShippedPlugins.MethodsOnVgg,
        "gradcam@b2",
        "excitation-backprop@b2{contrastive=true}",
        "lrp-gamma{gamma=.inf,first=box}",
        "lrp-alphabeta{alpha=2,beta=1}",
        "rectgrad{pool=proportional,padding-trick=true}",
    ];

    [Theory, InlineData(1), SlowInlineData(2), SlowInlineData(3)]
    public void With_one_position_maps_equal_those_of_the_pooled_model(int seed)
    {
        using var scope = NewDisposeScope();
        using var pooled = Load(seed, ModelVariant.Torchvision);
        using var positions = Load(seed, new ModelVariant { Head = HeadKind.Convolutional });
        var input = SmallNet.Input(seed, 64, 64);
        var (expected, found) = (Map.Compute(pooled, s_calls, input, 0, 3), Map.Compute(positions, s_calls, input, 0, 3));
        // The pool is the identity here, and LRP's ε rule at it takes a millionth of the relevance.
        expected.Select(pair => (pair.Key, Deviation: found[pair.Key].DeviationFrom(pair.Value)))
            .Where(pair => !(pair.Deviation < (pair.Key.Call.StartsWith("lrp", StringComparison.Ordinal) ? 1e-4 : 1e-10))).ShouldBeEmpty();
    }

    [Theory, InlineData(PositionScore.Softmax), InlineData(PositionScore.Mean), InlineData(PositionScore.Max)]
    public void With_several_positions_and_odd_edges_every_method_has_a_map(PositionScore score)
    {
        using var scope = NewDisposeScope();
        using var model = Load(1, new ModelVariant { Head = HeadKind.Convolutional, Pools = PoolEdge.Ceil, Score = score });
        var maps = Map.Compute(model, s_calls, SmallNet.Input(1, 81, 107), 0, 3);
        maps.Count.ShouldBe(2 * s_calls.Length);
        maps.Where(map => !map.Value.Values.All(double.IsFinite)).Select(map => map.Key).ShouldBeEmpty();
    }

    private static ModelService Load(int seed, ModelVariant form)
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], [2, 3, 4, 5, 6], 8, 4, seed, side: 2);
        return ModelService.Load(folder["net"], "cpu", ScalarType.Float64, form: form);
    }
}

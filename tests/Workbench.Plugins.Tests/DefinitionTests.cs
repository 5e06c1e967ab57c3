using Workbench.Plugins.Tests.Oracles;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Every method and option against its formula, on random nets, with independent forward and backward passes in loops.</summary>
public sealed class DefinitionTests
{
    /// <summary>The oracles of each assembly of methods.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<OracleInput, Map>>> Oracles { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Func<OracleInput, Map>>>(StringComparer.Ordinal)
        {
            ["Aggregation.dll"] = AggregationOracles.All,
            ["Propagation.dll"] = PropagationOracles.All,
            ["Baselines.dll"] = BaselineOracles.All,
        };

    [Theory]
    [InlineData("Aggregation.dll", 1, 32, 32), SlowInlineData("Aggregation.dll", 2, 49, 51)]
    [InlineData("Propagation.dll", 1, 32, 32), SlowInlineData("Propagation.dll", 2, 49, 51)]
    [InlineData("Baselines.dll", 1, 32, 32), SlowInlineData("Baselines.dll", 2, 49, 51)]
    public void Every_method_is_its_formula(string assembly, int seed, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        // The path's first point is a constant image, which ties every max-pool. With negative biases all outputs are 0, so ties do not
        // matter.
        var dark = seed == 2;
        if (dark) model.Network.Layers[0].Bias!.abs_().neg_();
        // Below 48 pixels the last block's outputs are all border, which the padding trick sets to 0.
        var oracles = Oracles[assembly].Where(oracle => (dark || !oracle.Key.Contains("trapezoid", StringComparison.Ordinal))
            && (height >= 48 || !oracle.Key.Contains("padding-trick", StringComparison.Ordinal))).ToList();
        var input = SmallNet.Input(seed, height, width);
        var ours = Map.Compute(model, [.. oracles.Select(oracle => oracle.Key)], input, 1, 3);
        var net = new LoopVgg(model, new Volume(3, height, width, input.data<double>().ToArray()));
        var zero = oracles.Select(oracle => oracle.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var question in new[] { 1, 3 }.Select(target => new OracleInput(model, net, target)))
        {
            var expected = oracles.ToDictionary(oracle => oracle.Key, oracle => oracle.Value(question), StringComparer.Ordinal);
            expected.Select(map => (map.Key, Deviation: ours[(map.Key, question.Target)].DeviationFrom(map.Value)))
                .Where(found => !(found.Deviation < 1e-10)).ShouldBeEmpty($"class {question.Target}");
            zero.ExceptWith(expected.Where(map => map.Value.Values.Any(value => value != 0)).Select(map => map.Key));
        }
        zero.Where(call => !call.Contains("q=100", StringComparison.Ordinal))
            .ShouldBeEmpty("a map of zeros tests nothing; it is expected only for q = 100, where the largest product is the threshold");
    }
}

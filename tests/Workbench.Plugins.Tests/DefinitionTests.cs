using Workbench.Plugins.Tests.Oracles;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Every method and option against its formula, on random nets, with a forward and backward pass of our own in loops.</summary>
public sealed class DefinitionTests
{
    /// <summary>The oracles of each assembly of methods.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Func<Question, Map>>> Oracles { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, Func<Question, Map>>>(StringComparer.Ordinal)
        {
            ["Aggregation.dll"] = AggregationOracles.All,
            ["Propagation.dll"] = PropagationOracles.All,
            ["Baselines.dll"] = BaselineOracles.All,
        };

    [Theory]
    [InlineData("Aggregation.dll", 1, 32, 32), InlineData("Aggregation.dll", 2, 35, 50)]
    [InlineData("Propagation.dll", 1, 32, 32), InlineData("Propagation.dll", 2, 35, 50)]
    [InlineData("Baselines.dll", 1, 32, 32), InlineData("Baselines.dll", 2, 35, 50)]
    public void Every_method_is_its_formula(string assembly, int seed, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        // A constant image, the path's first point, ties every max-pool. With negative biases it lights nothing up: then no tie matters.
        var dark = seed == 2;
        if (dark) model.Chain.Layers[0].Bias!.abs_().neg_();
        var oracles = Oracles[assembly].Where(oracle => dark || !oracle.Key.Contains("trapezoid", StringComparison.Ordinal)).ToList();
        var input = SmallNet.Input(seed, height, width);
        var ours = Map.Compute(model, [.. oracles.Select(oracle => oracle.Key)], input, 1, 3);
        var net = new LoopVgg(model, new Volume(3, height, width, input.data<double>().ToArray()));
        foreach (var question in new[] { 1, 3 }.Select(target => new Question(model, net, target)))
            oracles.Select(oracle => (oracle.Key, Deviation: ours[(oracle.Key, question.Target)].DeviationFrom(oracle.Value(question))))
                .Where(found => !(found.Deviation < 1e-10)).ShouldBeEmpty($"class {question.Target}");
    }
}

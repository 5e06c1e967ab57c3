using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Tests.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

public sealed class BackwardSweepTests : IDisposable
{
    private readonly ModelService _model = Nets.Load(Nets.Narrow);

    [Theory, InlineData("b5"), InlineData("features.0"), InlineData("classifier.6"), InlineData(null)]
    public void A_sweep_stops_at_the_lowest_tap(string? layer)
    {
        using var forward = Forward(_ => true);
        var lowest = layer is null ? -1 : _model.Architecture[layer].Index;
        var rule = new CountingRule();
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(1, [(0, 1)]),
            rule,
            layer is null ? new HashSet<int>() : [lowest, _model.Architecture["classifier.6"].Index],
            layer is null);
        rule.Visited.ShouldBe(Enumerable.Range(lowest + 1, _model.Architecture.Layers.Count - lowest - 1).Reverse());
    }

    [Fact]
    public void A_sweep_without_readers_takes_no_step()
    {
        using var forward = Forward(_ => true);
        var rule = new CountingRule();
        using var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, 1)]), rule, new HashSet<int>(), inputGradient: false);
        rule.Visited.ShouldBeEmpty();
    }

    [Fact]
    public void Reading_an_unplanned_tensor_names_the_layer()
    {
        using var forward = Forward(layer => layer != _model.Architecture["b2"].Index);
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(1, [(0, 1)]),
            null,
            new HashSet<int> { _model.Architecture["b5"].Index },
            inputGradient: false);
        Should
            .Throw<NotPlannedException>(() => sweep.GradientOf(_model.Architecture["b4"].Index))
            .Message.ShouldContain("b4 (features.22)");
        Should.Throw<NotPlannedException>(() => sweep.InputGradient).Message.ShouldContain("InputGradient");
        Should.Throw<NotPlannedException>(() => forward.OutputOf(_model.Architecture["b2"].Index)).Message.ShouldContain("b2 (features.8)");
        Should
            .Throw<NotPlannedException>(() => forward.InputOf(_model.Architecture["features.9"].Index))
            .Message.ShouldContain("b2 (features.8)");
    }

    // Dropout, flatten and an average pool whose output has its input's size return their signal unchanged.
    [Fact]
    public void Kept_signals_share_no_memory()
    {
        using var forward = Forward(_ => true);
        var layers = Enumerable.Range(0, _model.Architecture.Layers.Count).ToHashSet();
        using var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, 1)]), null, layers, inputGradient: true);
        foreach (var layer in layers)
        {
            using var before = layer == 0 ? sweep.InputGradient.clone() : sweep.GradientOf(layer - 1).clone();
            sweep.GradientOf(layer).fill_(7);
            (layer == 0 ? sweep.InputGradient : sweep.GradientOf(layer - 1))
                .Same(before)
                .ShouldBeTrue(_model.Architecture.Layers[layer].Name);
        }
    }

    [Fact]
    public void A_rule_may_return_its_own_signal_at_a_tapped_layer()
    {
        using var forward = Forward(_ => true);
        var layers = Enumerable.Range(0, _model.Architecture.Layers.Count).ToHashSet();
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(1, [(0, 1), (0, 4)]),
            new PassThroughRule(),
            layers,
            inputGradient: true);
        foreach (var relu in _model.Architecture.Layers.Where(layer => layer.Kind == LayerKind.ReLU))
            sweep.GradientOf(relu.Index - 1).Same(sweep.GradientOf(relu.Index)).ShouldBeTrue();
        sweep.InputGradient.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void A_rule_starts_from_its_own_signal()
    {
        using var forward = Forward(_ => true);
        var top = _model.Architecture.Layers.Count - 1;
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(1, [(0, 4)]),
            new PassThroughRule(),
            new HashSet<int> { top },
            inputGradient: false);
        for (var c = 0; c < _model.Architecture.Classes; c++)
            sweep.GradientOf(top)[0, c].item<double>().ShouldBe(c == 4 ? forward.Logits[0, 4].item<double>() : 0);
    }

    [Fact]
    public void A_rule_that_returns_another_shape_is_reported_with_layer_and_shapes()
    {
        using var forward = Forward(_ => true);
        Should
            .Throw<RuleException>(() =>
                BackwardSweep.Run(
                    forward,
                    new TargetPairs(1, [(0, 4)]),
                    new BrokenRule("features.28", false),
                    new HashSet<int>(),
                    inputGradient: true))
            .Message.ShouldBe(
                "The rule BrokenRule { Layer = features.28, Throws = False } returned [1,1,4,4] at features.28, expected [1,16,4,4].");
    }

    // Masks come from the test's own reference, not from autograd or a rule of the engine.
    [Fact]
    public void A_guided_sweep_is_eq_6_layer_by_layer()
    {
        using var scope = NewDisposeScope();
        using var forward = Forward(_ => true);
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs(1, [(0, 2)]),
            new GuidedRule(),
            Enumerable.Range(0, _model.Architecture.Layers.Count).ToHashSet(),
            inputGradient: true);
        foreach (var relu in _model.Architecture.Layers.Where(layer => layer.Kind == LayerKind.ReLU))
        {
            var (z, above, below) = (
                Numbers(forward.InputOf(relu.Index)),
                Numbers(sweep.GradientOf(relu.Index)),
                Numbers(sweep.GradientOf(relu.Index - 1)));
            below.ShouldBe(z.Zip(above, (input, signal) => input > 0 && signal > 0 ? signal : 0));
            below.ShouldContain(value => value > 0);
        }
    }

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().data<double>().ToArray();

    private ForwardPass Forward(Func<int, bool> keep) =>
        ForwardPass.Run(_model.Network, Nets.Input(1, 64, 64).to(ScalarType.Float64), keep);

    public void Dispose() => _model.Dispose();

    private sealed record CountingRule : BackwardRule
    {
        public List<int> Visited { get; } = [];

        public override bool AppliesTo(LayerInfo layer) => true;

        public override Tensor Propagate(ILayerStep step, Tensor upstream)
        {
            Visited.Add(step.Layer.Index);
            return step.Vjp(upstream);
        }
    }
}

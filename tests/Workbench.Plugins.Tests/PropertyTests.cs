using System.Text.Json;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Plugins.Propagation;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Properties of the methods on any net: completeness, conservation, and equality of methods for certain options.</summary>
public sealed class PropertyTests
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6];

    // f = ⟨∂f/∂x, x⟩ + Σ ⟨∂f/∂z, b⟩ over all 16 layers, from the engine's gradients; term by term against the peer.
    [Fact]
    public void FullGrads_terms_agree_with_the_peers()
    {
        using var scope = NewDisposeScope();
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Repository.Reference("manifest.json")));
        foreach (
            var given in manifest
                .RootElement.GetProperty("metrics")
                .GetProperty("fullgrad_completeness")
                .GetProperty("cases")
                .EnumerateArray())
        {
            var npy = Npy.Read(Repository.Reference("inputs", $"{given.GetProperty("image").GetString()}_64.npy"));
            var (logit, terms) = FullGradTerms(
                ShippedPlugins.NarrowNet(ScalarType.Float64),
                tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]),
                given.GetProperty("cls").GetInt32());
            double[] expected =
            [
                given.GetProperty("input_term").GetDouble(),
                .. given.GetProperty("bias_terms_first_to_last_layer").EnumerateArray().Select(term => term.GetDouble()),
            ];
            logit.ShouldBe(given.GetProperty("logit").GetDouble(), 1e-9);
            terms.Count.ShouldBe(17);
            terms.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * Math.Abs(pair.Second));
            terms.Sum().ShouldBe(logit, 1e-9);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void FullGrads_terms_sum_to_the_logit(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        foreach (var target in new[] { 0, 3 })
        {
            var (logit, terms) = FullGradTerms(model, SmallNet.Input(seed, 32, 40), target);
            terms.Sum().ShouldBe(logit, 1e-11 * terms.Sum(Math.Abs));
        }
    }

    // The integrand jumps where a ReLU or a pool switches along the path: 1000 points leave an error of a few thousandths of f's change.
    [Theory, InlineData(1), SlowInlineData(2), SlowInlineData(3)]
    public void Integrated_gradients_sum_to_the_change_of_the_logit(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        var (input, call) = (SmallNet.Input(seed), "integrated-gradients{steps=1000,reduce=sum}");
        var change = (Logits(model, input) - Logits(model, zeros_like(input))).data<double>().ToArray();
        var maps = Map.Compute(model, [call], input, 0, 1, 2, 3);
        for (var target = 0; target < 4; target++) maps[(call, target)].Values.Sum().ShouldBe(change[target], 5e-3 * change.Max(Math.Abs));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Lrp_0_is_input_times_gradient_over_the_logit(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        var input = SmallNet.Input(seed);
        var logits = Logits(model, input).data<double>().ToArray();
        logits.ShouldContain(logit => logit < 0);
        var maps = Map.Compute(model, ["lrp-0{stabilizer=0}", "lrp-0{stabilizer=0,start=logit}", "input-x-gradient"], input, 0, 1, 2, 3);
        for (var target = 0; target < 4; target++)
        {
            var logit = logits[target];
            maps[("lrp-0{stabilizer=0}", target)]
                .Select(value => value * logit)
                .DeviationFrom(maps[("input-x-gradient", target)])
                .ShouldBeLessThan(1e-9);
            maps[("lrp-0{stabilizer=0,start=logit}", target)].DeviationFrom(maps[("input-x-gradient", target)]).ShouldBeLessThan(1e-9);
        }
    }

    // Without biases an output above 0 has an input that contributes to it, so no relevance is lost.
    [Theory, MemberData(nameof(Seeds))]
    public void Relevance_is_conserved_without_biases(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        foreach (var layer in model.Network.Layers.Where(layer => layer.Bias is not null)) layer.Bias!.zero_();
        var input = SmallNet.Input(seed);
        var excitation = new ExcitationRule(Contrastive: false);
        LrpRule[] rules =
        [
            Everywhere(new EpsilonRule(1e-13, BiasUse.Drop)),
            Everywhere(new AlphaBetaRule(1, 0, BiasUse.Drop, Split: true, 1e-20)),
            Everywhere(excitation),
            Everywhere(new GammaRule(0.25, BiasUse.Drop, Mirrored: true, Split: true, 1e-20)),
            Everywhere(new AlphaBetaRule(1, 0, BiasUse.Drop, Split: true, 1e-20)) with
            {
                First = new BoxRule(1e-20),
            },
            Everywhere(excitation) with
            {
                First = new FlatRule(1e-20),
            },
            Everywhere(excitation) with
            {
                First = new WSquareRule(BiasUse.Drop, 1e-20),
            },
        ];
        var target = (int)Logits(model, input).argmax().item<long>();
        foreach (var rule in rules)
            Signals(model, input, target, rule).ShouldAllBe(signal => Math.Abs(signal.sum().item<double>() - 1) < 1e-6, rule.ToString());
    }

    [Theory, MemberData(nameof(Seeds))]
    public void RectGrad_above_zero_is_guided_backprop(int seed) =>
        ShouldAgree(seed, 1e-13, "rectgrad{threshold=zero}", "guided-backprop{reduce=signed-max}");

    [Theory, MemberData(nameof(Seeds))]
    public void Z_plus_is_alpha_1_beta_0_and_infinite_gamma(int seed)
    {
        ShouldAgree(seed, 0, "lrp-zplus", "lrp-alphabeta", "lrp-alphabeta{alpha=1,beta=0}", "lrp-gamma{gamma=.inf}");
        ShouldAgree(
            seed, 0, "lrp-zplus{bias=drop,split=false,linear=epsilon}", "lrp-alphabeta{bias=drop,split=false,linear=epsilon}",
            "lrp-gamma{gamma=.inf,bias=drop,split=false,linear=epsilon}");
        ShouldAgree(seed, 1e-5, "lrp-zplus{stabilizer=0}", "lrp-gamma{gamma=1e9,stabilizer=0,mirrored=false}");
        ShouldAgree(seed, 1e-10, "lrp-0{stabilizer=0}", "lrp-gamma{gamma=0,stabilizer=0}", "lrp-epsilon{epsilon=0,stabilizer=0}");
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Z_plus_without_bias_is_excitation_backprop_inside_the_net(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        var input = SmallNet.Input(seed);
        for (var target = 0; target < 4; target++)
        {
            var ours = Signals(
                model,
                input,
                target,
                Everywhere(new AlphaBetaRule(1, 0, BiasUse.Drop, Split: true, 1e-12)) with
                {
                    Joins = JoinRules.Usual(1e-12),
                });
            var theirs = Signals(model, input, target, Everywhere(new ExcitationRule(Contrastive: false)));
            foreach (var (one, other) in ours.Zip(theirs).Skip(1))   // the image has negative values, which only z⁺ splits
                (one - other).abs().max().item<double>().ShouldBeLessThanOrEqualTo(1e-5 * other.abs().max().item<double>());
        }
    }

    private static LrpRule Everywhere(RelevanceRule rule) => new(rule, rule, rule, Start.One, JoinRules.Usual(1e-20));

    private static void ShouldAgree(int seed, double tolerance, params string[] calls)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        var maps = Map.Compute(model, calls, SmallNet.Input(seed), 0, 1, 2, 3);
        maps.Values.ShouldContain(map => map.Values.Any(value => value != 0));
        foreach (var call in calls.Skip(1))
            for (var target = 0; target < 4; target++)
                maps[(call, target)]
                    .DeviationFrom(maps[(calls[0], target)])
                    .ShouldBeLessThanOrEqualTo(tolerance, $"{call}, class {target}");
    }

    private static Tensor Logits(ModelService model, Tensor input)
    {
        using var forward = ForwardPass.Run(model.Network, input, _ => false);
        return forward.Logits.clone();
    }

    /// <summary>The signal at the input, then at the outputs of several layers.</summary>
    private static List<Tensor> Signals(ModelService model, Tensor input, int target, BackwardRule? rule, Func<LayerInfo, bool>? at = null)
    {
        using var forward = ForwardPass.Run(model.Network, input, _ => true);
        var layers = model
            .Architecture.Layers.Where(at ?? (layer => layer.Kind is LayerKind.ReLU or LayerKind.MaxPool2d or LayerKind.Flatten))
            .Select(layer => layer.Index)
            .ToHashSet();
        using var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, target)]), rule, layers, inputGradient: true);
        return [sweep.InputGradient.clone(), .. layers.Order().Select(layer => sweep.GradientOf(layer).clone())];
    }

    private static (double Logit, List<double> Terms) FullGradTerms(ModelService model, Tensor input, int target)
    {
        var signals = Signals(model, input, target, null, layer => layer.HasBias);
        var terms = model
            .Network.Layers.Where(layer => layer.Info.HasBias)
            .Zip(signals.Skip(1), (layer, g) => (g.reshape(layer.Info.Channels, -1) * layer.Bias!.unsqueeze(1)).sum().item<double>());
        return (Logits(model, input)[0, target].item<double>(), [(signals[0] * input).sum().item<double>(), .. terms]);
    }
}

using TorchSharp;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Hostile;

/// <summary>
/// A plugin that writes into shared tensors is named and loses its cells. The numbers of all other plugins do not change.
/// </summary>
public sealed class WritingTests(WellBehavedGrid grid) : IClassFixture<WellBehavedGrid>
{
    private static readonly LayerRef s_layer = "b5";

    private static readonly Dictionary<string, Action<IPass>> s_writes = new(StringComparer.Ordinal)
    {
        ["the gradient at b5"] = pass => pass.Gradient(s_layer).relu_(),
        ["the activation of b5"] = pass => pass.Activation(s_layer).mul_(0),
        ["the input gradient"] = pass => pass.InputGradient.neg_(),
        ["the input"] = pass => pass.Input.add_(1),
        ["the images"] = pass => pass.Images.zero_(),
        ["the logits"] = pass => pass.Logits.fill_(3),
        ["the bias of features.0"] = pass => pass.Bias("features.0")!.add_(1),
        ["the gradient at b5, as memory"] = pass => pass.Gradient(s_layer).bytes[40] ^= 1,
        ["the gradient at b5, in another order"] = pass => pass.Gradient(s_layer).copy_(pass.Gradient(s_layer).flip(1)),
        ["the activation of b5, through a view"] = pass => pass.Activation(s_layer)[0].add_(1e-9),
    };

    public static TheoryData<string> Writes => [.. s_writes.Keys];

    [Theory, MemberData(nameof(Writes))]
    public void A_method_that_writes_into_what_it_is_given_loses_its_cells(string what)
    {
        var reasons = grid.Beside(Method("writes", s_writes[what]));
        reasons.ShouldAllBe(reason => reason!.StartsWith($"writes (Fake.dll): it wrote into {what.Split(',')[0]}, which others read too"));
        reasons.Length.ShouldBe(3);
    }

    [Fact]
    public void A_method_that_writes_for_one_image_loses_that_image()
    {
        static double Pixel(IPass pass, int row) => pass.Input[row, 0, 0, 1].item<double>();
        var pixels = new List<double>();
        grid.Beside(Method("looks", pass => pixels.AddRange(Enumerable.Range(0, pass.Rows.Count).Select(row => Pixel(pass, row)))));
        var second = pixels[1];
        grid.Beside(Method("writes", pass =>
        {
            for (var row = 0; row < pass.Rows.Count; row++)
                if (Pixel(pass, row) == second) pass.Gradient(s_layer)[row].zero_();
        })).Select(reason => reason is null).ShouldBe([true, false, true]);
    }

    [Theory]
    [InlineData("it disposed the activation of b5")]
    [InlineData("it made the gradient at b5 require gradients")]
    [InlineData("it changed the shape or type of the activation of b5")]
    public void What_a_method_does_to_its_own_reference_costs_its_own_cells(string reason) => grid.Beside(Method("rude", pass =>
    {
        if (reason.Contains("disposed")) pass.Activation(s_layer).Dispose();
        else if (reason.Contains("require")) pass.Gradient(s_layer).requires_grad = true;
        else pass.Activation(s_layer).unsqueeze_(0);
    })).ShouldAllBe(said => said!.StartsWith($"rude (Fake.dll): {reason}"));

    [Fact]
    public void Tensors_kept_from_an_earlier_batch_affect_nothing()
    {
        var kept = new List<Tensor>();
        grid.Beside(Method("keeps", pass =>
        {
            foreach (var tensor in kept) tensor.zero_();
            kept.AddRange(
                new[] { pass.Gradient(s_layer), pass.Activation(s_layer), pass.Images, pass.Bias("features.0")! }.Select(tensor =>
                    tensor.alias().DetachFromDisposeScope()));
        }), batch: 1).ShouldBe([null, null, null]);
        foreach (var tensor in kept) tensor.Dispose();
    }

    [Fact]
    public void A_thread_that_writes_after_its_methods_call_changes_no_map_and_gets_no_other_method_blamed()
    {
        using var stop = new ManualResetEventSlim();
        var threads = new List<Thread>();
        try
        {
            grid.Beside(Method("late", pass =>
            {
                var (gradient, activation) = (
                    pass.Gradient(s_layer).alias().DetachFromDisposeScope(),
                    pass.Activation(s_layer).alias().DetachFromDisposeScope());
                var thread = new Thread(() =>
                {
                    // Held, and used twice: a temporary scalar could be finalised within the call (CollectorPause).
                    using var one = 1.ToScalar();
                    while (!stop.IsSet)
                    {
                        gradient.add_(one, one);
                        activation.add_(one, one);
                    }
                    gradient.Dispose();
                    activation.Dispose();
                });
                thread.Start();
                threads.Add(thread);
            }));
        }
        finally
        {
            stop.Set();
            foreach (var thread in threads) thread.Join();
        }
    }

    [Theory]
    [InlineData("the input of features.28")]
    [InlineData("the output of features.28")]
    [InlineData("the input of features.28, by image")]
    [InlineData("the weight of features.28")]
    [InlineData("the positive weight of features.28")]
    [InlineData("the bias of features.28")]
    public void A_rule_that_writes_loses_its_methods_cells(string what)
    {
        var reasons = grid.Beside(FakeMethod.InputSum("writes", new WritingRule(what)));
        reasons.ShouldAllBe(reason => reason!.Contains($" wrote into {what.Split(',')[0]}"));
        reasons.ShouldAllBe(reason => reason!.StartsWith("writes (Fake.dll): it"));
    }

    [Theory, InlineData("upstream"), InlineData("logits")]
    public void A_rule_may_write_into_its_signal_and_its_logits(string what) =>
        grid.Beside(
                FakeMethod.Create(
                    "own",
                    new PassRequest
                    {
                        InputGradient = true,
                        Rule = new WritingRule(what),
                        Taps = new Dictionary<LayerRef, Tap> { [s_layer] = Tap.Gradient },
                    },
                    pass => pass.InputGradient.sum(1, keepdim: true)))
            .ShouldBe([null, null, null]);

    [Fact]
    public void A_rule_that_writes_into_its_signal_does_not_change_the_gradients_that_methods_read()
    {
        double[] Read(BackwardRule rule)
        {
            var seen = new List<double>();
            grid.Beside(
                FakeMethod.Create(
                    "reads",
                    new PassRequest
                    {
                        InputGradient = true,
                        Rule = rule,
                        Taps = new Dictionary<LayerRef, Tap> { [s_layer] = Tap.Gradient },
                    },
                    pass =>
            {
                seen.AddRange(pass.Gradient(s_layer).sum([1, 2, 3]).data<double>().ToArray());
                return pass.InputGradient.sum(1, keepdim: true);
            }));
            return [.. seen];
        }
        Read(new WritingRule("upstream")).ShouldBe(Read(new WritingRule("nothing")));
    }

    private static readonly Dictionary<string, Action<ISampleMaps>> s_metricWrites = new(StringComparer.Ordinal)
    {
        ["it wrote into the map of class 2"] = maps => maps.Map(2).fill_(5),
        ["it wrote into the map of class 2, as memory"] = maps => maps.Map(2).bytes[8] ^= 1,
        ["it disposed the map of class 2"] = maps => maps.Map(2).Dispose(),
        ["it made the map of class 2 require gradients"] = maps => maps.Map(2).requires_grad = true,
        ["it threw InvalidCastException, for its objects"] = maps => ((List<ImageObject>)maps.Sample.Objects).Clear(),
        ["it threw InvalidCastException, for its logits"] = maps => ((double[])maps.Logits)[0] = 9,
    };

    public static TheoryData<string> MetricWrites => [.. s_metricWrites.Keys];

    [Theory, MemberData(nameof(MetricWrites))]
    public void A_metric_that_writes_loses_its_cells_and_no_other_metric_sees_it(string reason)
    {
        var reasons = grid.Beside(WellBehavedGrid.Metric("writes", maps =>
        {
            s_metricWrites[reason](maps);
            return WellBehavedGrid.Scored(maps, 1);
        }));
        reasons.ShouldAllBe(said => said!.StartsWith($"writes (Fake.dll): {reason.Split(',')[0]}"));
    }

    private static MethodInstance Method(string name, Action<IPass> act) =>
        FakeMethod.Create(name, PassRequest.Create(s_layer, Tap.Both) with { InputGradient = true }, pass =>
    {
        act(pass);
        return ones([pass.Rows.Count, 1, 4, 4], pass.Input.dtype);
    });

    private sealed record WritingRule(string What) : BackwardRule
    {
        public override Tensor Start(Tensor logits, Tensor oneHot)
        {
            if (What == "logits") logits.fill_(4);
            return oneHot;
        }

        public override bool AppliesTo(LayerInfo layer) => layer.Name == "features.28" || layer.Alias == "b5";

        public override Tensor Propagate(ILayerStep step, Tensor upstream)
        {
            var result = step.Vjp(upstream).clone();
            if (What == "upstream") upstream.zero_();
            if (step.Layer.Name != "features.28") return result;
            switch (What)
            {
                case "the input of features.28": step.Input.mul_(2); break;
                case "the output of features.28": step.Output.zero_(); break;
                case "the input of features.28, by image": step.PerImage((x, _) => x.add_(1)); break;
                case "the weight of features.28": step.Weight!.neg_(); break;
                case "the positive weight of features.28": step.PositiveWeight!.zero_(); break;
                case "the bias of features.28": step.Bias!.add_(1); break;
            }
            return result;
        }
    }
}

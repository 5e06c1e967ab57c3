using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>Randomised states share the layers that they do not redraw, and draws are reproducible.</summary>
public sealed class RandomisedStateTests
{
    private static readonly ModelState s_deep = new("deep", "features.19", 0.1, 3), s_shallow = new("shallow", "classifier.3", 0.1, 3);

    [Fact]
    public void Layers_below_are_shared_and_all_above_are_redrawn()
    {
        using var model = Nets.Load(Nets.Narrow);
        var lowest = model.Architecture["features.19"].Index;
        foreach (var (layer, trained) in model.NetworkInState(s_deep).Layers.Zip(model.Network.Layers))
        {
            if (layer.Info.Index < lowest || trained.Weight is null) layer.ShouldBeSameAs(trained);
            else
            {
                layer.Weight!.Same(trained.Weight).ShouldBeFalse($"{layer.Info}");
                layer.Bias!.Same(trained.Bias!).ShouldBeFalse($"{layer.Info}");
                (layer.Weight!.shape, layer.Info).ShouldSatisfyAllConditions(
                    pair => pair.shape.ShouldBe(trained.Weight.shape),
                    pair => pair.Info.ShouldBe(trained.Info));
            }
        }
    }

    [Fact]
    public void A_redrawn_layer_is_shared_by_all_states_and_calls()
    {
        using var model = Nets.Load(Nets.Narrow);
        var (deep, shallow, again) = (
            model.NetworkInState(s_deep), model.NetworkInState(s_shallow), model.NetworkInState(s_deep with { Id = "other name" }));
        var top = model.Architecture["classifier.6"].Index;
        deep.Layers[top].ShouldBeSameAs(shallow.Layers[top]);
        deep.Layers[top].ShouldBeSameAs(again.Layers[top]);
    }

    [Fact]
    public void Draws_depend_only_on_the_seed()
    {
        using var one = Nets.Load(Nets.Narrow);
        using var two = Nets.Load(Nets.Narrow);
        _ = two.NetworkInState(s_deep with { Seed = 99 });   // an earlier draw with another seed must not matter
        var top = one.Architecture["classifier.0"].Index;
        one.NetworkInState(s_deep)
            .Layers[top]
            .Weight!.Same(two.NetworkInState(s_shallow with { RandomiseFrom = "classifier.0" }).Layers[top].Weight!)
            .ShouldBeTrue();
        one.NetworkInState(s_deep)
            .Layers[top]
            .Weight!.Same(two.NetworkInState(s_deep with { Seed = 99 }).Layers[top].Weight!)
            .ShouldBeFalse();
    }

    [Theory, InlineData(0.1), InlineData(0.01)]
    public void Parameters_are_drawn_from_a_normal_distribution_with_the_given_deviation(double sigma)
    {
        using var model = Nets.Load(Nets.Sixteens);
        using var scope = NewDisposeScope();
        var draws = model.NetworkInState(new ModelState("all", "features.0", sigma, 5)).Layers.Where(layer => layer.Weight is not null)
            .SelectMany(layer => new[] { layer.Weight!.flatten(), layer.Bias! }).ToArray();
        var all = cat(draws) / sigma;
        var n = (double)all.NumberOfElements;
        Math.Abs(all.mean().item<double>()).ShouldBeLessThan(5 / Math.Sqrt(n));
        Math.Abs(all.var().item<double>() - 1).ShouldBeLessThan(5 * Math.Sqrt(2 / n));
        Math.Abs(all.pow(4).mean().item<double>() - 3).ShouldBeLessThan(5 * Math.Sqrt(96 / n));   // a uniform distribution has 1.8
        draws.Select(draw => draw[0].item<double>()).Distinct().Count().ShouldBe(draws.Length);   // each tensor has its own draws
    }

    [Fact]
    public void Running_from_the_lowest_redrawn_layer_equals_a_full_run_of_the_state()
    {
        using var model = Nets.Load(Nets.Narrow);
        using var scope = NewDisposeScope();
        var input = Nets.Input(2, 64, 70).to(ScalarType.Float64);
        foreach (var name in (string[])["features.0", "features.19", "classifier.0", "classifier.6"])
        {
            var state = model.NetworkInState(new ModelState(name, name, 0.1, 2));
            var from = model.Architecture[name].Index;
            using var trained = ForwardPass.Run(model.Network, input, layer => layer == from - 1 || layer == from - 2);
            using var partial = ForwardPass.RunFrom(state, trained, from, _ => true);
            using var full = ForwardPass.Run(state, input, _ => true);
            for (var layer = from; layer < model.Architecture.Layers.Count; layer++)
                partial.OutputOf(layer).Same(full.OutputOf(layer)).ShouldBeTrue($"{name}: {layer}");
        }
    }

    [Fact]
    public void Layers_that_no_pass_uses_are_freed_when_the_next_pass_begins()
    {
        using var model = Nets.Load(Nets.Narrow);
        var other = s_deep with { Seed = 9 };
        var both = 0;
        using (model.BeginPass([ModelState.Trained, s_deep]))
        {
            var kept = model.NetworkInState(s_deep).Layers[^1].Weight!;
            using (model.BeginPass([other]))
            {
                _ = model.NetworkInState(other);
                both = model.RedrawnLayerCount;
                kept.IsInvalid.ShouldBeFalse();   // both passes are in progress
            }
            var freed = model.NetworkInState(other).Layers[^1].Weight!;
            using (model.BeginPass([s_deep])) freed.IsInvalid.ShouldBeTrue();
            kept.IsInvalid.ShouldBeFalse();
            model.RedrawnLayerCount.ShouldBe(both / 2);
        }
        var batches = model.NetworkInState(s_deep).Layers[^1];
        using (model.BeginPass([s_shallow])) { }   // with the same draws, as in a later batch
        model.NetworkInState(s_deep).Layers[^1].ShouldBeSameAs(batches);
        using (model.BeginPass([ModelState.Trained])) { }
        model.RedrawnLayerCount.ShouldBe(0);
        model.NetworkInState(s_deep).Layers[^1].Weight!.Same(model.NetworkInState(other).Layers[^1].Weight!).ShouldBeFalse();
    }

    [Fact]
    public void A_pass_that_starts_from_another_frees_only_its_own_outputs()
    {
        using var model = Nets.Load(Nets.Narrow);
        using var trained = ForwardPass.Run(model.Network, Nets.Input(1, 64, 64).to(ScalarType.Float64), _ => true);
        var from = model.Architecture["classifier.0"].Index;
        using (ForwardPass.RunFrom(model.NetworkInState(s_shallow), trained, from, _ => true)) { }
        Enumerable.Range(0, model.Architecture.Layers.Count).ShouldAllBe(layer => !trained.OutputOf(layer).IsInvalid);
    }

    [Fact]
    public void An_unknown_layer_is_named()
    {
        using var model = Nets.Load(Nets.Narrow);
        Should
            .Throw<UnknownLayerException>(() => model.NetworkInState(new ModelState("x", "features.9x")))
            .Message.ShouldContain("'features.9x'; did you mean 'features.9'?");
    }
}

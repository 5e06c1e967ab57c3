using CsCheck;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>A method's map does not depend on the order of hidden channels or on other maps of the same run.</summary>
public sealed class InvarianceTests
{
    // Every method with its defaults, and options that take other paths through the host.
    private static readonly string[] s_calls =
    [
        .. ShippedPlugins.MethodsOnVgg,
        "gradcam@b2", "gradcam++@b3{normalize=true}", "normgrad@features.17{selective=true}", "fullgrad{psi=channel}",
        "rectgrad{quantile=nearest,q=80,pool=proportional}",
        "rectgrad-mod{q=80,product=true}",
        "lrp-gamma{gamma=.inf,first=box}",
        "lrp-gamma{linear=epsilon,first=flat,start=logit}",
        "lrp-alphabeta{alpha=2,beta=1,first=w-square}",
        "excitation-backprop@input",
        "excitation-backprop@b2{contrastive=true}",
        "integrated-gradients{steps=3}",
        "smoothgrad{samples=3}",
    ];

    private static readonly Sample[] s_samples =
        [.. new[] { "a", "b", "c" }.Select((id, i) => new Sample(id, 32, 32, [new(i, 3, 3, 20, 20, false), new(3, 9, 9, 30, 30, false)]))];

    [Theory, InlineData(1), SlowInlineData(2), SlowInlineData(3)]
    public void The_order_of_channels_does_not_matter(int seed)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(seed);
        using var permuted = SmallNet.Load(seed);
        Permute(permuted, new Random(seed));
        var input = SmallNet.Input(seed);
        var (expected, found) = (Map.Compute(model, s_calls, input, 0, 3), Map.Compute(permuted, s_calls, input, 0, 3));
        expected
            .Select(pair => (pair.Key, Deviation: found[pair.Key].DeviationFrom(pair.Value)))
            .Where(pair => !(pair.Deviation < 1e-10))
            .ShouldBeEmpty();
    }

    [SlowFact]
    public void A_map_does_not_depend_on_other_maps_of_the_run()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNet.Load(3);
        var inputs = SmallNet.Input(3, images: s_samples.Length);
        var alone = Enumerable.Range(0, s_samples.Length)
            .SelectMany(image =>
                s_samples[image]
                    .PresentClasses.SelectMany(target => s_calls.SelectMany(call => Run(model, inputs, [image], [call], target))))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        alone.Count.ShouldBe(s_samples.Length * 2 * s_calls.Length);
        Gen.Select(
                Gen.Shuffle(Enumerable.Range(0, s_samples.Length).ToArray()),
                Gen.Int[1, s_samples.Length],
                Gen.Shuffle(s_calls),
                Gen.Int[2, s_calls.Length])
            .Sample(
            (images, batch, calls, count) =>
            {
                foreach (var (key, map) in Run(model, inputs, images[..batch], calls[..count]))
                    map.DeviationFrom(alone[key]).ShouldBeLessThanOrEqualTo(1e-10, key.ToString());
            },
            iter: 10, threads: 1);
    }

    // The maps of all classes that are present, or of one.
    private static Dictionary<(int Image, string Call, int Class), Map> Run(
        ModelService model,
        Tensor inputs,
        int[] images,
        string[] calls,
        int? only = null)
    {
        using var scope = NewDisposeScope();
        var game = ShippedPlugins.Metric("pointing-game");
        var request = game.Metric.Plan(model.Architecture);
        var methods = calls.ToDictionary(call => call, ShippedPlugins.Method, StringComparer.Ordinal);
        var plan = Planner.Plan([.. methods.Values.Select(method => new Cell(method, game))], model.Architecture, Annotation.Boxes);
        Sample[] asked =
        [
            .. images
                .Select(image => s_samples[image])
                .Select(sample => new Sample(sample.Id, 32, 32, [.. sample.Objects.Where(o => only is null || o.Class == only)])),
        ];
        var found = new Dictionary<(int, string, int), Map>();
        foreach (
            var ((maps, image), sample) in new PassRunner(model, plan, 0)
                .Run(asked, inputs[tensor([.. images.Select(image => (long)image)])])
                .Zip(images)
                .Zip(asked))
            using (maps)
                foreach (var (call, method) in methods)
                {
                    maps.FailureOf(method).ShouldBeNull();
                    foreach (var target in sample.PresentClasses)
                        found[(image, call, target)] = Map.From(maps.MapsFor(method, request).Map(target));
                }
        return found;
    }

    // Permutes the channels of each hidden layer and the weights above accordingly, so that the model computes the same function.
    private static void Permute(ModelService model, Random random)
    {
        long[]? below = null;
        var layers = model.Network.Layers.Where(layer => layer.Weight is not null).ToList();
        foreach (var layer in layers)
        {
            var (weight, bias) = (layer.Weight!, layer.Bias!);
            if (below is not null)
            {
                var each = weight.shape[1] / below.Length;   // a channel is several features once flattened
                weight.copy_(
                    weight.index_select(
                        1,
                        tensor(below.SelectMany(channel => Enumerable.Range(0, (int)each).Select(i => channel * each + i)).ToArray())));
            }
            if (layer == layers[^1]) return;
            below = [.. Enumerable.Range(0, (int)weight.shape[0]).Select(channel => (long)channel)];
            random.Shuffle(below);
            weight.copy_(weight.index_select(0, tensor(below)));
            bias.copy_(bias.index_select(0, tensor(below)));
        }
    }
}

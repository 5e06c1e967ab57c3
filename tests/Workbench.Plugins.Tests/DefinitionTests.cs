using Workbench.Engine.Model;
using Workbench.Plugins.Tests.Oracles;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Every method and option against its formula, on random nets, with a forward and backward pass of our own in loops.</summary>
public sealed class DefinitionTests
{
    private static readonly string[] s_blocks = ["b1", "b2", "b3", "b4", "b5"];

    private static readonly Dictionary<string, Func<LoopVgg, List<Volume>, ModelService, Map>> s_oracles = new(StringComparer.Ordinal)
    {
        ["gradcam@b5"] = (net, g, model) => Definitions.GradCam(net.OutputOf("b5"), At(g, model, "b5"), relu: true),
        ["gradcam@features.17{relu=false}"] = (net, g, model) => Definitions.GradCam(net.OutputOf("features.17"), At(g, model, "features.17"), relu: false),
        ["gradcam-pos@b4"] = (net, g, model) => Definitions.GradCamPos(net.OutputOf("b4"), At(g, model, "b4"), abs: true),
        ["gradcam-pos@features.30{positive=relu}"] = (net, g, model) => Definitions.GradCamPos(net.OutputOf("features.30"), At(g, model, "features.30"), abs: false),
        ["gradcam++@b5"] = (net, g, model) => Definitions.GradCamPlusPlus(net.OutputOf("b5"), At(g, model, "b5"), normalize: false),
        ["gradcam++@b1"] = (net, g, model) => Definitions.GradCamPlusPlus(net.OutputOf("b1"), At(g, model, "b1"), normalize: false),
        ["gradcam++@b2{normalize=true}"] = (net, g, model) => Definitions.GradCamPlusPlus(net.OutputOf("b2"), At(g, model, "b2"), normalize: true),
        ["gradmid@b3"] = (_, g, model) => Definitions.GradMid(At(g, model, "b3"), abs: true),
        ["gradmid@b5{positive=relu}"] = (_, g, model) => Definitions.GradMid(At(g, model, "b5"), abs: false),
        ["cumulative-gradcam"] = (net, g, model) => CumulativeCam(net, g, model, true, true),
        ["cumulative-gradcam{normalize=false}"] = (net, g, model) => CumulativeCam(net, g, model, false, true),
        ["cumulative-gradcam{positive=relu}"] = (net, g, model) => CumulativeCam(net, g, model, true, false),
        ["cumulative-gradmid"] = (net, g, model) => CumulativeMid(net, g, model, true, true),
        ["cumulative-gradmid{normalize=false,positive=relu}"] = (net, g, model) => CumulativeMid(net, g, model, false, false),
        ["fullgrad"] = (net, g, model) => Definitions.FullGrad(net.Input, g[^1], Convolutions(net, g, model), channel: false),
        ["fullgrad{psi=channel}"] = (net, g, model) => Definitions.FullGrad(net.Input, g[^1], Convolutions(net, g, model), channel: true),
        ["fullgrad{biases=none}"] = (net, g, _) => Definitions.FullGrad(net.Input, g[^1], [], channel: false),
    };

    [Theory]
    [InlineData(1, 32, 32)]
    [InlineData(2, 35, 50)]
    public void Every_method_is_its_formula(int seed, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["net"], [2, 3, 4, 5, 6], 8, 4, seed, side: 2);
        using var model = ModelService.Load(folder["net"], "cpu", ScalarType.Float64);
        using var rng = new Generator((ulong)seed, CPU);
        var input = randn([1, 3, height, width], ScalarType.Float64, CPU, generator: rng);
        var ours = Map.Compute(model, [.. s_oracles.Keys], input, 1, 3);
        var net = new LoopVgg(model, new Volume(3, height, width, input.data<double>().ToArray()));
        foreach (var target in (int[])[1, 3])
        {
            var gradients = net.Gradients(target);
            foreach (var (call, oracle) in s_oracles)
                ours[(call, target)].DeviationFrom(oracle(net, gradients, model)).ShouldBeLessThan(1e-10, $"{call}, class {target}");
        }
    }

    [Fact]
    public void Every_option_of_every_method_is_met()
    {
        foreach (var plugin in Shipped.Plugins.Plugins.Where(plugin => plugin.Assembly == "Aggregation.dll"))
            foreach (var option in plugin.Options.Where(option => option.Name != "layer"))
                foreach (var choice in option.Choices.Where(choice => choice != option.Default))
                    s_oracles.Keys.ShouldContain(call => call.StartsWith(plugin.Id, StringComparison.Ordinal) && call.Contains($"{option.Name}={choice}", StringComparison.Ordinal));
    }

    // f = ⟨∂f/∂x, x⟩ + Σ ⟨∂f/∂z, b⟩ over all 16 layers, by the gradients that the engine hands out.
    [Theory, InlineData("astronaut", 4, 6.516024607291831), InlineData("astronaut", 14, -2.0934351716732578), InlineData("chelsea", 4, 6.378589933610307)]
    public void FullGrads_terms_sum_to_the_logit(string image, int target, double logit)
    {
        using var scope = NewDisposeScope();
        var model = Shipped.NarrowNet(ScalarType.Float64);
        var npy = Npy.Read(Repository.Reference("inputs", $"{image}_64.npy"));
        var input = tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]);
        using var forward = Engine.Passes.ForwardPass.Run(model.Chain, input, _ => true);
        var biased = model.Card.Layers.Where(layer => layer.HasBias).ToList();
        biased.Count.ShouldBe(16);
        using var sweep = Engine.Passes.BackwardSweep.Run(forward, new Engine.Passes.Pairs(1, [(0, target)]), null, biased.Select(layer => layer.Index).ToHashSet(), inputGradient: true);
        var sum = (sweep.InputGradient * input).sum().item<double>();
        foreach (var layer in biased)
        {
            var g = sweep.GradientOf(layer.Index).reshape(layer.Channels, -1);
            sum += (g * model.Chain.Layers[layer.Index].Bias!.unsqueeze(1)).sum().item<double>();
        }
        forward.Logits[0, target].item<double>().ShouldBe(logit, 1e-9);
        sum.ShouldBe(logit, 1e-9);
    }

    private static Volume At(List<Volume> gradients, ModelService model, string layer) => gradients[model.Card[layer].Index];

    private static Map CumulativeCam(LoopVgg net, List<Volume> g, ModelService model, bool normalize, bool abs) => Definitions.Cumulative(
        s_blocks.Select(block => Definitions.GradCamPos(net.OutputOf(block), At(g, model, block), abs)), net.Input.Height, net.Input.Width, normalize);

    private static Map CumulativeMid(LoopVgg net, List<Volume> g, ModelService model, bool normalize, bool abs) => Definitions.Cumulative(
        s_blocks.Select(block => Definitions.GradMid(At(g, model, block), abs)), net.Input.Height, net.Input.Width, normalize);

    private static IEnumerable<(Volume, double[])> Convolutions(LoopVgg net, List<Volume> g, ModelService model) =>
        model.Card.Layers.Where(layer => layer.Kind == LayerKind.Conv2d).Select(layer => (g[layer.Index], net.Bias(layer.Index)));
}

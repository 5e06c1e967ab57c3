using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>Networks built from state dictionaries, compared with the same networks written out and with autograd.</summary>
public sealed class MobileFamilyTests
{
    private const long Classes = 5;

    private static readonly (bool, int, int, int, long, int)[] s_efficient =
    [
        (false, 1, 3, 1, 4, 1), (false, 6, 3, 2, 6, 2), (false, 6, 5, 2, 8, 2), (false, 6, 3, 2, 10, 2), (false, 6, 5, 1, 12, 2),
        (false, 6, 5, 2, 12, 2), (false, 6, 3, 1, 16, 1),
    ];

    // B5 and larger begin with three blocks or more.
    private static readonly (bool, int, int, int, long, int)[] s_deep =
    [
        (false, 1, 3, 1, 4, 3), (false, 6, 3, 2, 6, 1), (false, 6, 5, 2, 8, 2), (false, 6, 3, 2, 10, 1), (false, 6, 5, 1, 12, 1),
        (false, 6, 5, 2, 12, 1),
    ];

    private static readonly (bool, int, int, int, long, int)[] s_fused =
    [
        (true, 1, 3, 1, 6, 2), (true, 4, 3, 2, 8, 2), (true, 4, 3, 2, 8, 2), (false, 4, 3, 2, 10, 2), (false, 6, 3, 1, 12, 2),
        (false, 6, 3, 2, 14, 2),
    ];

    private static readonly Dictionary<string, (string Name, double Epsilon, Func<FunctionalNet, Tensor, Tensor> Run)> s_nets = new()
    {
        ["regnet_x"] = (
            "RegNet-X of 5 blocks", 1e-5, (net, x) => WrittenOutNets.RegNet(net, x, 6, [8, 12, 16, 24], [1, 2, 1, 1], 4, false, Classes)),
        ["regnet_y"] = (
            "RegNet-Y of 6 blocks", 1e-5, (net, x) => WrittenOutNets.RegNet(net, x, 8, [8, 16, 16, 24], [1, 2, 2, 1], 8, true, Classes)),
        ["mobilenet_v2"] = ("MobileNetV2", 1e-5, (net, x) => WrittenOutNets.MobileNetV2(net, x, Narrow, 24, Classes)),
        ["mobilenet_v2 of fewer blocks"] = (
            "MobileNetV2", 1e-5, (net, x) => WrittenOutNets.MobileNetV2(net, x, Narrow, 24, Classes, mostBlocks: 2)),
        ["mnasnet"] = ("MNASNet", 1e-5, (net, x) => WrittenOutNets.MnasNet(net, x, Narrow, 24, Classes)),
        ["shufflenet_v2"] = (
            "ShuffleNetV2", 1e-5, (net, x) => WrittenOutNets.ShuffleNetV2(net, x, 6, [8, 16, 20], [2, 3, 2], 24, Classes)),
        ["mobilenet_v3_large"] = ("MobileNetV3-Large", 1e-3, (net, x) => WrittenOutNets.MobileNetV3(net, x, true, Narrow, 24, Classes)),
        ["mobilenet_v3_small"] = ("MobileNetV3-Small", 1e-3, (net, x) => WrittenOutNets.MobileNetV3(net, x, false, Narrow, 24, Classes)),
        ["efficientnet"] = ("EfficientNet", 1e-5, (net, x) => WrittenOutNets.EfficientNet(net, x, 6, s_efficient, 24, Classes)),
        ["efficientnet_b5"] = ("EfficientNet", 1e-3, (net, x) => WrittenOutNets.EfficientNet(net, x, 6, s_deep, 24, Classes)),
        ["efficientnet_v2"] = ("EfficientNet", 1e-3, (net, x) => WrittenOutNets.EfficientNet(net, x, 6, s_fused, 24, Classes)),
    };

    public static TheoryData<string, BatchNormUse> Cases =>
        new(from name in s_nets.Keys from use in new[] { BatchNormUse.Folded, BatchNormUse.Kept } select (name, use));

    public static TheoryData<string> Names => [.. s_nets.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void Logits_and_input_gradient_equal_autograds(string name, BatchNormUse use)
    {
        using var scope = NewDisposeScope();
        var (called, epsilon, run) = s_nets[name];
        using var net = new FunctionalNet(ScalarType.Float64) { Epsilon = epsilon };
        foreach (var (images, pairs) in new (int, (int Image, int Target)[])[] { (1, [(0, 3), (0, 1)]), (2, [(1, 2)]) })
        {
            var input = Nets.Input(images, 66, 75).to(ScalarType.Float64);
            var leaf = input.clone().requires_grad_();
            var logits = run(net, leaf);
            Tensor[] expected =
            [
                .. pairs.Select(pair => autograd.grad([logits[pair.Image, pair.Target]], [leaf], retain_graph: true)[0][pair.Image]),
            ];

            using var none = no_grad();
            var network = NetworkFamilies.Build("net", net.State, new ModelVariant { BatchNorm = use });
            network.Architecture.Name.ShouldBe(called);
            network.Architecture.Classes.ShouldBe((int)Classes);
            var kept = network.Architecture.OutputsReadBySweep(null, network.Architecture.Swept(new HashSet<int>(), input: true));
            using var forward = ForwardPass.Run(network, input, kept.Contains);
            using var sweep = BackwardSweep.Run(forward, new TargetPairs(images, pairs), null, new HashSet<int>(), inputGradient: true);
            Deviation(forward.Logits, logits).ShouldBeLessThan(1e-10);
            Deviation(sweep.InputGradient, stack(expected)).ShouldBeLessThan(1e-10);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Float32_is_within_rounding_of_float64(string name)
    {
        using var scope = NewDisposeScope();
        using var net = Run(name);
        var input = Nets.Input(1, 64, 64);
        (Tensor Logits, Tensor Gradient) At(ScalarType dtype)
        {
            using var none = no_grad();
            var state = net.State.ToDictionary(pair => pair.Key, pair => pair.Value.to(dtype));
            using var forward = ForwardPass.Run(
                NetworkFamilies.Build("net", state, ModelVariant.Torchvision), input.to(dtype), _ => true);
            var sweep = BackwardSweep.Run(forward, new TargetPairs(1, [(0, 3)]), null, new HashSet<int>(), inputGradient: true);
            return (forward.Logits.clone(), sweep.InputGradient);
        }
        var (single, exact) = (At(ScalarType.Float32), At(ScalarType.Float64));
        Deviation(single.Logits, exact.Logits).ShouldBeLessThan(1e-5);
        Deviation(single.Gradient, exact.Gradient).ShouldBeLessThan(1e-4);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_row_has_the_same_bits_in_every_batch(string name)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (network, input) = (Build(name), Nets.Input(5, 64, 64));
        (Tensor Logits, Tensor Gradient) At(int images, params (int Image, int Target)[] pairs)
        {
            using var forward = ForwardPass.Run(network, input[..images], _ => true);
            var sweep = BackwardSweep.Run(forward, new TargetPairs(images, pairs), null, new HashSet<int>(), inputGradient: true);
            return (forward.Logits[0].clone(), sweep.InputGradient[0]);
        }
        var (alone, among) = (At(1, (0, 3)), At(5, (0, 3), (0, 1), (4, 3)));
        among.Logits.Same(alone.Logits).ShouldBeTrue();
        among.Gradient.Same(alone.Gradient).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Names))]
    public void Blocks_end_at_each_resolution(string name)
    {
        using var scope = NewDisposeScope();
        var architecture = Build(name).Architecture;
        var shapes = architecture.Shapes(64, 64);
        architecture.Layers.Where(layer => layer.Alias is not null).Select(layer => (layer.Alias!, shapes[layer.Index][1]))
            .ShouldBe([("b1", 32), ("b2", 16), ("b3", 8), ("b4", 4), ("b5", 2)]);
        architecture["last"].ShouldBe(architecture["b5"]);
    }

    [Theory]
    [InlineData("regnet_y", "trunk_output", "trunk_output.block4.block4-0.activation")]
    [InlineData("regnet_y", "trunk_output.block2.block2-1.f.se", "trunk_output.block2.block2-1.f.se.mul")]
    [InlineData("regnet_y", "stem", "stem.2")]
    [InlineData("mobilenet_v2", "features.3", "features.3.add")]
    [InlineData("mobilenet_v2", "features.2", "features.2.conv.2")]
    [InlineData("mobilenet_v2", "features", "features.18.2")]
    [InlineData("mnasnet", "layers.9", "layers.9.2.add")]
    [InlineData("shufflenet_v2", "stage2", "stage2.1.shuffle")]
    [InlineData("shufflenet_v2", "conv5", "conv5.2")]
    [InlineData("mobilenet_v3_large", "features.4.block.2", "features.4.block.2.mul")]
    [InlineData("mobilenet_v3_large", "features.5", "features.5.add")]
    [InlineData("efficientnet", "features.3", "features.3.1.add")]
    [InlineData("efficientnet_v2", "features.1.0", "features.1.0.add")]
    [InlineData("efficientnet_v2", "features", "features.7.2")]
    public void A_modules_path_names_its_last_layer(string name, string module, string layer)
    {
        using var scope = NewDisposeScope();
        Build(name).Architecture[module].Name.ShouldBe(layer);
    }

    [Fact]
    public void A_mobilenet_v3_of_another_depth_is_refused()
    {
        using var scope = NewDisposeScope();
        using var net = Run("mobilenet_v3_small");
        foreach (var key in net.State.Keys.Where(key => key.StartsWith("features.11.", StringComparison.Ordinal)).ToList())
            net.State.Remove(key);
        Should
            .Throw<WeightsException>(() => NetworkFamilies.Build("net", net.State, ModelVariant.Torchvision))
            .Message.ShouldBe("The weights 'net' do not fit MobileNetV3: it has 10 blocks, expected 15 or 11.");
    }

    private static long Narrow(long width) => (width + 7) / 8;

    private static Network Build(string name) => NetworkFamilies.Build("net", Run(name).State, ModelVariant.Torchvision);

    private static FunctionalNet Run(string name)
    {
        var net = new FunctionalNet(ScalarType.Float32);
        s_nets[name].Run(net, Nets.Input(1, 64, 64));
        return net;
    }

    private static double Deviation(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        return ((actual.to(ScalarType.Float64) - expected).abs().max() / expected.abs().max()).item<double>();
    }
}

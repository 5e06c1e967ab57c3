using Workbench.Engine.Model;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Model.Onnx;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Passes;
using Workbench.Engine.Tests.Model.Families;
using Workbench.Engine.Tests.Model.Onnx;
using static TorchSharp.torch;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Graphs;

/// <summary>A converted network has the layers, names and bits of the network that the ONNX file gives.</summary>
public sealed class GraphFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly Dictionary<string, Action<OnnxNet>> s_nets = new()
    {
        ["products"] = net => net
            .Then("Conv", [net.Random("a.weight", 6, 3, 3, 3), net.Random("a.bias", 6)], Ints("pads", 1, 0, 1, 2), Ints("strides", 2, 1))
            .Then("BatchNormalization", Norm(net, 6))
            .Then("Relu")
            .Then("BatchNormalization", Norm(net, 6))
            .Then("Conv", [net.Random("b.weight", 6, 3, 1, 1)], Int("group", 2))
            .ThenMean()
            .Then("Gemm", [net.Random("fc.weight", 6, 4), net.Random("fc.bias", 4)])
            .Then("Softmax"),
        ["pools"] = net => net
            .Then("MaxPool", null, Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1), Int("ceil_mode", 1))
            .Then("MaxPool", null, Ints("kernel_shape", 2, 2), Ints("pads", 0, 1, 1, 0))
            .Then(
                "AveragePool", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1),
                Int("count_include_pad", 1))
            .Then("Pad", [net.Integers("pads", 0, 0, 1, 0, 0, 0, 0, 2), net.Numbers("value", [1], 0.1f)])
            .Then("ReduceMax", null, Ints("axes", 3), Int("keepdims", 1))
            .Then("GlobalMaxPool"),
        ["activations"] = net => net
            .Then("LeakyRelu", null, Float("alpha", 0.1f))
            .Then("Elu", null, Float("alpha", 0.7f))
            .Then("PRelu", [net.Random("slope", 3, 1, 1)])
            .Then("Clip", [net.Numbers("low", [], -1), net.Numbers("high", [], 1.5f)])
            .Then("Clip", ["low"])
            .Then("HardSwish")
            .Then("Swish")
            .Then("Gelu")
            .Then("Gelu", null, Text("approximate", "tanh"))
            .Then("Tanh")
            .Then("HardSigmoid", null, Float("alpha", 1f / 6), Float("beta", 0.5f))
            .Then("Sigmoid")
            .ThenMean(),
        ["joins"] = net => net
            .Node("Conv", ["x", net.Random("w", 6, 3, 1, 1)], ["c"], "conv")
            .Node("Split", ["c"], ["p", "q"], "split", Int("axis", 1))
            .Node("Mul", ["p", "q"], ["pq"], "product")
            .Node("Sum", ["pq", "p", "q"], ["s"], "sum")
            .Node("Concat", ["s", "c"], ["j"], "join", Int("axis", 1))
            .Node("ReduceMax", ["j"], ["rows"], "rows", Ints("axes", 1, 3), Int("keepdims", 1))
            .Node("Mul", ["j", "rows"], ["g"], "gate")
            .Then("Resize", ["", net.Numbers("factors", [4], 1, 1, 2, 3)], Text("mode", "linear"))
            .ThenMean(),
        ["shapes"] = net => net
            .Node("Conv", ["x", net.Random("w", 6, 3, 1, 1)], ["c"], "conv")
            .Then("Reshape", [net.Integers("divided", 0, 2, 3, 8, 8)])
            .Then("Transpose", null, Ints("perm", 0, 2, 1, 3, 4))
            .Then("Reshape", [net.Integers("whole", 0, 6, 8, 8)])
            .Then("Transpose", null, Ints("perm", 0, 1, 3, 2))
            .Then("Reshape", [net.Integers("rows", 0, 6, 64)])
            .Then("Slice", [net.Integers("from", 3), net.Integers("to", 60), net.Integers("axis", 2)])
            .Then("ReduceMax", null, Ints("axes", 2), Int("keepdims", 0)),
    };

    private static string[] Norm(OnnxNet net, int channels)
    {
        var at = net.Last;
        return
            [
                net.Random($"{at}.weight", channels), net.Random($"{at}.bias", channels), net.Random($"{at}.mean", channels),
                net.Numbers($"{at}.variance", [channels], [.. Enumerable.Range(1, channels).Select(i => i / 2f)]),
            ];
    }

    public static TheoryData<string> Names => [.. s_nets.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_converted_network_is_the_same(string name)
    {
        using var net = new OnnxNet { Opset = name == "activations" ? 24 : 17 };
        s_nets[name](net);
        net.Write();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            GraphConversion.Write(net.File, _folder["net.safetensors"], type);
            using var wanted = ModelService.Load(net.File, "cpu", type);
            using var found = ModelService.Load(_folder["net.safetensors"], "cpu", type);
            ShouldBeTheSame(found.Network, wanted.Network, type, OnnxNet.Side);
            GraphConversion.Write(net.File, _folder["again.safetensors"], type);
            File.ReadAllBytes(_folder["again.safetensors"]).ShouldBe(File.ReadAllBytes(_folder["net.safetensors"]));
        }
    }

    [Fact]
    public void Every_operator_of_an_ONNX_file_has_a_form()
    {
        var seen = new HashSet<Type>();
        foreach (var (name, fill) in s_nets)
        {
            using var net = new OnnxNet { Opset = name == "activations" ? 24 : 17 };
            fill(net);
            using var model = net.Load();
            seen.UnionWith(model.Network.Layers.Select(layer => layer.Operator.GetType()));
        }
        Type[] ofFamilies = [typeof(Identity), typeof(PositionwiseProduct), typeof(ScoreOverPositions)];
        OperatorForms.All.Select(form => form.Type).Except(seen).ShouldBe(ofFamilies, ignoreOrder: true);
        typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract)
            .Except([typeof(Erf)])
            .ShouldBe(OperatorForms.All.Select(form => form.Type), ignoreOrder: true);
    }

    [Fact]
    public void A_networks_of_a_family_has_one_too()
    {
        using var scope = NewDisposeScope();
        var form = new ModelVariant { Head = HeadKind.Convolutional, Score = PositionScore.Mean, Pools = PoolEdge.Ceil };
        foreach (var (name, variant) in new[] { ("vgg11_bn", form), ("googlenet", new() { TransformInput = true }) })
        {
            var wanted = NarrowNetworks.Build(NarrowNetworks.State(name), ScalarType.Float32, variant);
            var (text, parameters) = StoredGraphWriter.Write(wanted);
            Safetensors.Write(_folder["net.safetensors"], parameters, new Dictionary<string, string> { [StoredGraphWriter.Key] = text });
            using var found = ModelService.Load(_folder["net.safetensors"], "cpu", ScalarType.Float32);
            ShouldBeTheSame(found.Network, wanted, ScalarType.Float32, wanted.Architecture.InputSize);
        }
    }

    [Fact]
    public void Tensors_that_layers_share_are_stored_once()
    {
        using var net = new OnnxNet();
        net.Random("w", 3, 3, 1, 1);
        net.Then("Conv", ["w"]).Then("Relu").Then("Conv", ["w"]).ThenMean().Write();
        GraphConversion.Write(net.File, _folder["net.safetensors"], null);
        ModelInspection.FromFile(_folder["net.safetensors"]).Tensors.Select(tensor => tensor.Name).ShouldBe(["n1.weight"]);
        using var found = ModelService.Load(_folder["net.safetensors"], "cpu", ScalarType.Float32);
        found.Network.Layers[0].Weight.ShouldBeSameAs(found.Network.Layers[2].Weight);
    }

    [Fact]
    public void A_card_counts_for_the_conversion_and_not_after_it()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 3, 3)]).ThenMean().Write();
        var bgr = new ModelVariant { Colours = ColourOrder.Bgr, Classes = ["a", "b", "c", "d"] };
        var network = GraphConversion.Write(net.File, _folder["net.safetensors"], null, bgr, "unit-256-224");
        (network.Input, network.Classes.Count, network.Architecture.Classes).ShouldBe(("unit-256-224", 4, 4));
        WeightsNotes.Read(_folder["net.safetensors"]).Classes.ShouldBe(["a", "b", "c", "d"]);
        using var wanted = ModelService.Load(net.File, "cpu", ScalarType.Float32, form: bgr);
        using var found = ModelService.Load(_folder["net.safetensors"], "cpu", ScalarType.Float32);
        ShouldBeTheSame(found.Network, wanted.Network, ScalarType.Float32, OnnxNet.Side);
        Should.Throw<WeightsException>(() => ModelService.Load(_folder["net.safetensors"], "cpu", form: bgr))
            .Message.ShouldEndWith("its model card sets 'colours', which the file states itself. Remove that from the card.");
    }

    private static void ShouldBeTheSame(Network found, Network wanted, ScalarType type, int side)
    {
        using var scope = NewDisposeScope();
        var (one, other) = (found.Architecture, wanted.Architecture);
        (one.Name, one.Classes, one.InputSize).ShouldBe((other.Name, other.Classes, other.InputSize));
        foreach (var (layer, original) in one.Layers.Zip(other.Layers))
        {
            layer.Inputs.ShouldBe(original.Inputs);
            one.NamesOf(layer).ShouldBe(other.NamesOf(original));
            (layer with { Inputs = original.Inputs }).ShouldBe(original);
        }
        one.Layers.Count.ShouldBe(other.Layers.Count);
        var x = Nets.Input(2, side, side).to(type);
        using var pass = ForwardPass.Run(found, x, _ => false);
        using var original2 = ForwardPass.Run(wanted, x, _ => false);
        pass.Logits.Same(original2.Logits).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();
}

using Workbench.Engine.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Activations of ONNX, and values in another shape or order, against libtorch's functions, with their gradients.</summary>
public sealed class OnnxShapeTests
{
    public static TheoryData<string> Activations =>
        ["Relu", "Sigmoid", "Tanh", "HardSwish", "Elu", "LeakyRelu", "HardSigmoid", "Swish", "Gelu"];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activation(string operation)
    {
        using var net = new OnnxNet { Opset = 24 };
        net.Then(operation).ThenMean();
        net.ShouldCompute(x => (operation switch
        {
            "Relu" => x.relu(),
            "Sigmoid" => x.sigmoid(),
            "Tanh" => x.tanh(),
            "HardSwish" => functional.hardswish(x),
            "Elu" => functional.elu(x, 1),
            "LeakyRelu" => functional.leaky_relu(x, 0.01f),
            "HardSigmoid" => (x * (double)0.2f + 0.5).clamp(0, 1),
            "Swish" => functional.silu(x),
            _ => functional.gelu(x),
        }).mean([2, 3]));
    }

    [Fact]
    public void Activations_with_attributes()
    {
        using var net = new OnnxNet();
        net.Then("LeakyRelu", null, Float("alpha", 0.25f))
            .Then("Elu", null, Float("alpha", 0.5f))
            .Then("PRelu", [net.Random("slope", 3, 1, 1)])
            .Then("Clip", [net.Numbers("low", [], -0.5f), net.Numbers("high", [], 0.75f)])
            .ThenMean();
        net.ShouldCompute(x =>
        {
            var y = functional.elu(functional.leaky_relu(x, 0.25), 0.5);
            return where(y > 0, y, y * net["slope"]).clamp(-0.5, 0.75).mean([2, 3]);
        });
    }

    [Fact]
    public void The_range_from_0_to_6_is_ReLU6_and_one_without_an_upper_end_ReLU()
    {
        using var net = new OnnxNet();
        var zero = net.Numbers("zero", [], 0);
        net.Then("Clip", [zero, net.Numbers("six", [], 6)]).Then("Clip", [zero]).Then("Clip", ["", "six"]).ThenMean();
        using var model = net.Load();
        model.Network.Layers.Take(3).Select(layer => layer.Info.Kind).ShouldBe([LayerKind.Clip, LayerKind.ReLU, LayerKind.Clip]);
    }

    [Fact]
    public void Concat_slice_split_and_gather()
    {
        using var net = new OnnxNet();
        net.Node("Concat", ["x", "x"], ["c"], "", Int("axis", -3))
            .Node("Slice", ["c", net.Integers("s", 1), net.Integers("e", -1), net.Integers("a", 1)], ["d"])
            .Node("Split", ["d", net.Integers("parts", 1, 3)], ["p", "q"], "", Int("axis", 1))
            .Node("Gather", ["q", net.Integers("i", 1, 2)], ["r"], "", Int("axis", 1))
            .Node("Add", ["r", "p"], ["wrong"])
            .Node("Concat", ["p", "r"], ["y"], "", Int("axis", 1))
            .ThenMean();
        net.ShouldCompute(x => x.index_select(1, tensor([1L, 0, 1])).mean([2, 3]));
    }

    [Fact]
    public void A_single_channel_is_gathered_as_the_exporter_writes_it()
    {
        using var net = new OnnxNet { Opset = 11 };
        net.Raw(OnnxMessages.RawTensor("two", OnnxMessages.Int64, [], 2L));
        net.Node("Gather", ["x", "two"], ["g"], "", Int("axis", 1))
            .Node("Unsqueeze", ["g"], ["u"], "", Ints("axes", 1))
            .Node("Concat", ["u", "x"], ["y"], "", Int("axis", 1))
            .ThenMean();
        net.ShouldCompute(x => x.index_select(1, tensor([2L, 0, 1, 2])).mean([2, 3]));
        using var model = net.Load();
        model.Network.Layers.ShouldNotContain(layer => layer.Info.Kind == LayerKind.Reshape);
    }

    [Theory]
    [InlineData(new long[] { -1, 192 })]
    [InlineData(new long[] { 1, -1 })]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new long[] { 1, 192 })]
    public void Reshape_to_features(long[] shape)
    {
        using var net = new OnnxNet { InputShape = [1L, 3L, 8L, 8L] };
        net.Then("Reshape", [net.Integers("s", shape)]);
        net.ShouldCompute(x => x.flatten(1));
    }

    [Fact]
    public void The_shape_arithmetic_of_a_flatten_is_folded()
    {
        using var net = new OnnxNet();
        net.Raw(OnnxMessages.RawTensor("zero", OnnxMessages.Int64, [], 0L));
        net.Node("Shape", ["x"], ["shape"])
            .Node("Gather", ["shape", "zero"], ["n"], "", Int("axis", 0))
            .Node("Unsqueeze", ["n", net.Integers("axis", 0)], ["n1"])
            .Node(
                "Constant", [], ["rest"], "",
                OnnxMessages.TensorAttribute("value", OnnxMessages.RawTensor("", OnnxMessages.Int64, [1], -1L)))
            .Node("Concat", ["n1", "rest"], ["target"], "", Int("axis", 0))
            .Node("Relu", ["x"], ["r"])
            .Node("Reshape", ["r", "target"], ["y"]);
        net.ShouldCompute(x => x.relu().flatten(1));
        using var model = net.Load();
        model.Network.Layers.Select(layer => layer.Info.Kind).ShouldBe([LayerKind.ReLU, LayerKind.Flatten]);
    }

    [Fact]
    public void A_channel_shuffle_of_five_axes_is_one_layer()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 6, 3, 1, 1)])
            .Then("Reshape", [net.Integers("five", 1, 2, 3, 8, 8)])
            .Then("Transpose", null, Ints("perm", 0, 2, 1, 3, 4))
            .Then("Reshape", [net.Integers("four", 1, -1, 8, 8)])
            .Then("Relu")
            .ThenMean();
        net.ShouldCompute(x => functional
            .conv2d(x, net["w"]).reshape(2, 2, 3, 8, 8).transpose(1, 2).reshape(2, 6, 8, 8).relu().mean([2, 3]));
        using var model = net.Load();
        model.Network.Layers.Select(layer => layer.Info.Kind).Take(3).ShouldBe([LayerKind.Conv2d, LayerKind.Transpose, LayerKind.ReLU]);
        model.Architecture.SizeFault(12, 12).ShouldBeNull();
    }

    [Fact]
    public void Axes_are_exchanged()
    {
        using var net = new OnnxNet();
        net.Then("Transpose", null, Ints("perm", 0, 2, 3, 1))
            .Then("Reshape", [net.Integers("s", 0, 8, -1)])
            .Then("ReduceMax", null, Ints("axes", 2), Int("keepdims", 0));
        net.ShouldCompute(x => x.permute(0, 2, 3, 1).reshape(2, 8, 24).amax([2]));
    }

    [Fact]
    public void Padding_with_a_number()
    {
        using var net = new OnnxNet();
        net.Then("Pad", [net.Integers("p", 0, 0, 1, 0, 0, 0, 0, 2), net.Numbers("v", [], 0.5f)]).ThenMean();
        net.ShouldCompute(x => functional.pad(x, [0, 2, 1, 0], value: 0.5).mean([2, 3]));
    }

    [Theory]
    [InlineData("nearest", "asymmetric", "floor")]
    [InlineData("nearest", "half_pixel", "round_prefer_floor")]
    [InlineData("linear", "half_pixel", "floor")]
    public void Resize(string mode, string place, string rounding)
    {
        using var net = new OnnxNet();
        net.Then(
                "Resize", ["", net.Numbers("f", [4], 1, 1, 2, 3)], Text("mode", mode), Text("coordinate_transformation_mode", place),
                Text("nearest_mode", rounding))
            .Then("Conv", [net.Random("w", 4, 3, 3, 3)], Ints("strides", 2, 2))
            .ThenMean();
        net.ShouldCompute(x => functional.conv2d(
            mode == "nearest"
                ? x.repeat_interleave(2, 2).repeat_interleave(3, 3)
                : functional.interpolate(x, [16, 24], mode: InterpolationMode.Bilinear, align_corners: false),
            net["w"], null, [2, 2]).mean([2, 3]));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    public void Softmax_is_kept_and_named(int opset)
    {
        using var net = new OnnxNet { Opset = opset };
        net.ThenMean().Then("Softmax").Then("Dropout").Then("Identity");
        net.ShouldCompute(x => x.mean([2, 3]).softmax(1));
        using var model = net.Load();
        model.Architecture.Name.ShouldBe("net with a final softmax");
    }

    [Fact]
    public void Quantised_weights_are_decoded()
    {
        using var net = new OnnxNet();
        net.Raw(OnnxMessages.RawTensor<byte>("q", OnnxMessages.UInt8, [2, 3, 1, 1], [0, 10, 255, 7, 128, 1]))
            .Raw(OnnxMessages.RawTensor<byte>("zero", OnnxMessages.UInt8, [2], [3, 128]));
        net.Node("DequantizeLinear", ["q", net.Numbers("scale", [2], 0.5f, 0.25f), "zero"], ["w"], "", Int("axis", 0))
            .Node("Conv", ["x", "w"], ["y"])
            .ThenMean();
        var weight = tensor([-1.5, 3.5, 126, -30.25, 0, -31.75]).reshape(2, 3, 1, 1);
        net.ShouldCompute(x => functional.conv2d(x, weight).mean([2, 3]));
    }

    [Fact]
    public void Colours_in_the_order_of_the_card()
    {
        using var net = new OnnxNet();
        net.Then("Sub", [net.Random("mean", 3, 1, 1)]).Then("Conv", [net.Random("w", 4, 3, 3, 3)], Ints("pads", 0, 0, 1, 1)).ThenMean();
        net.ShouldCompute(
            x => functional.conv2d(functional.pad(x.flip(1) - net["mean"], [0, 1, 0, 1]), net["w"]).mean([2, 3]),
            form: new ModelVariant { Colours = ColourOrder.Bgr });
    }
}

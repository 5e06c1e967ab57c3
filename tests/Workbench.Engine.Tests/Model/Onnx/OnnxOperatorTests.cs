using Workbench.Engine.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Products, arithmetic and pools of ONNX against libtorch's functions, with their gradients.</summary>
public sealed class OnnxOperatorTests
{
    [Theory]
    [InlineData(new long[] { 1, 1, 1, 1 }, 1, 1)]
    [InlineData(new long[] { 0, 0, 1, 1 }, 2, 1)]
    [InlineData(new long[] { 2, 0, 1, 3 }, 1, 2)]
    [InlineData(new long[] { 3, 3, 3, 3 }, 1, 1)] // wider than the kernel
    public void Convolution(long[] pads, long stride, long dilation)
    {
        using var net = new OnnxNet();
        net.Then(
                "Conv", [net.Random("a.weight", 5, 3, 3, 3), net.Random("a.bias", 5)],
                Ints("pads", pads), Ints("strides", stride, stride), Ints("dilations", dilation, dilation))
            .ThenMean();
        net.ShouldCompute(x => functional
            .conv2d(
                functional.pad(x, [pads[1], pads[3], pads[0], pads[2]]), net["a.weight"], net["a.bias"], [stride, stride],
                dilation: [dilation, dilation])
            .mean([2, 3]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    public void Convolution_of_one_pixel_may_be_padded(long stride, long right)
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 1, 1)], Ints("pads", 1, 1, 1, right), Ints("strides", stride, stride)).ThenMean();
        net.ShouldCompute(x => functional.conv2d(functional.pad(x, [1, right, 1, 1]), net["w"], null, [stride, stride]).mean([2, 3]));
    }

    [Theory]
    [InlineData("SAME_UPPER", 0, 1)]
    [InlineData("SAME_LOWER", 1, 0)]
    [InlineData("VALID", 0, 0)]
    public void Automatic_padding(string kind, long before, long behind)
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 3, 1, 3, 3)], Int("group", 3), Ints("strides", 2, 2), Text("auto_pad", kind)).ThenMean();
        net.ShouldCompute(x =>
            functional.conv2d(functional.pad(x, [before, behind, before, behind]), net["w"], null, [2, 2], groups: 3).mean([2, 3]));
    }

    [Theory]
    [InlineData(BatchNormUse.Folded, 1)]
    [InlineData(BatchNormUse.Kept, 2)]
    public void Batch_normalisation_is_folded_unless_the_card_keeps_it(BatchNormUse use, int layers)
    {
        using var net = new OnnxNet();
        var variance = net.Numbers("bn.running_var", [4], 0.5f, 1, 2, 3);
        net.Then("Conv", [net.Random("conv.weight", 4, 3, 3, 3)])
            .Then("BatchNormalization", [net.Random("bn.weight", 4), net.Random("bn.bias", 4), net.Random("mean", 4), variance],
                Float("epsilon", 0.25f))
            .ThenMean();
        var form = new ModelVariant { BatchNorm = use };
        net.ShouldCompute(
            x => functional
                .batch_norm(
                    functional.conv2d(x, net["conv.weight"]), net["mean"], net["bn.running_var"], net["bn.weight"], net["bn.bias"],
                    eps: 0.25)
                .mean([2, 3]),
            form: form);
        using var model = net.Load(form);
        model.Network.Layers.Count(layer => layer.Weight is not null).ShouldBe(layers);
        model.Architecture["bn"].Kind.ShouldBe(use == BatchNormUse.Folded ? LayerKind.Conv2d : LayerKind.BatchNorm2d);
        model.Architecture["conv"].Kind.ShouldBe(LayerKind.Conv2d);
    }

    [Fact]
    public void Batch_normalisation_stays_if_something_else_reads_the_convolution()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 3, 3)])
            .Then("BatchNormalization", [net.Random("g", 4), net.Random("b", 4), net.Random("m", 4), net.Numbers("v", [4], 1, 2, 3, 4)])
            .Then("Add", ["v1"])
            .ThenMean();
        net.ShouldCompute(x => functional.conv2d(x, net["w"]) is var y
            ? (y + functional.batch_norm(y, net["m"], net["v"], net["g"], net["b"])).mean([2, 3])
            : x);
    }

    [Theory]
    [InlineData(new long[] { 1, 1, 1, 1 }, 0)]
    [InlineData(new long[] { 0, 0, 0, 0 }, 1)]
    [InlineData(new long[] { 1, 1, 0, 0 }, 0)]
    [InlineData(new long[] { 0, 2, 2, 1 }, 0)]
    public void Max_pool(long[] pads, long ceil)
    {
        using var net = new OnnxNet();
        net.Then("MaxPool", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Ints("pads", pads), Int("ceil_mode", ceil)).ThenMean();
        net.ShouldCompute(x => functional
            .max_pool2d(
                functional.pad(x, [pads[1], pads[3], pads[0], pads[2]], value: double.NegativeInfinity), [3, 3], [2, 2],
                ceil_mode: ceil == 1)
            .mean([2, 3]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    public void Average_pool(long counted, long ceil)
    {
        using var net = new OnnxNet();
        net.Then(
                "AveragePool", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1),
                Int("count_include_pad", counted), Int("ceil_mode", ceil))
            .ThenMean();
        net.ShouldCompute(x => functional
            .avg_pool2d(x, [3, 3], [2, 2], [1, 1], ceil_mode: ceil == 1, count_include_pad: counted == 1)
            .mean([2, 3]));
    }

    [Fact]
    public void Average_pool_with_uneven_padding_that_counts()
    {
        using var net = new OnnxNet();
        net.Then("AveragePool", null, Ints("kernel_shape", 2, 2), Ints("pads", 0, 0, 1, 1), Int("count_include_pad", 1)).ThenMean();
        net.ShouldCompute(x => functional.avg_pool2d(functional.pad(x, [0, 1, 0, 1]), [2, 2], [1, 1]).mean([2, 3]));
    }

    [Theory]
    [InlineData("ReduceMean", 13, 1)]
    [InlineData("ReduceMean", 13, 0)]
    [InlineData("ReduceMean", 18, 0)]
    [InlineData("ReduceMax", 13, 1)]
    [InlineData("ReduceMax", 18, 0)]
    public void Reductions(string operation, int opset, long keeps)
    {
        using var net = new OnnxNet { Opset = opset };
        var isInput = opset >= 18;
        net.Then(
            operation, isInput ? [net.Integers("axes", -1, 2)] : null,
            isInput ? [Int("keepdims", keeps)] : [Int("keepdims", keeps), Ints("axes", -2, -1)]);
        net.ShouldCompute(x => operation == "ReduceMean" ? x.mean([2, 3]) : x.amax([2, 3]));
    }

    [Fact]
    public void Global_maximum()
    {
        using var net = new OnnxNet();
        net.Then("GlobalMaxPool");
        net.ShouldCompute(x => x.amax([2, 3]));
    }

    [Fact]
    public void A_maximum_over_channels_and_columns()
    {
        using var net = new OnnxNet();
        net.Then("ReduceMax", null, Ints("axes", 3, 1), Int("keepdims", 0));
        net.ShouldCompute(x => x.amax([1, 3]));
    }

    [Theory]
    [InlineData("Add", true)]
    [InlineData("Sub", true)]
    [InlineData("Mul", true)]
    [InlineData("Div", true)]
    [InlineData("Add", false)]
    [InlineData("Sub", false)]
    [InlineData("Mul", false)]
    public void Arithmetic_with_constants(string operation, bool isSecond)
    {
        foreach (var shape in new long[][] { [], [1], [3, 1, 1], [1, 3, 1, 1], [1, 1, 1, 1] })
        {
            using var net = new OnnxNet();
            var constant = net.Random("c", shape);
            net.Then("Relu").Node(operation, isSecond ? ["v1", constant] : [constant, "v1"], ["y"]).ThenMean();
            net.ShouldCompute(x =>
            {
                var (a, b) = isSecond ? (x.relu(), net["c"]) : (net["c"], x.relu());
                return (operation switch { "Add" => a + b, "Sub" => a - b, "Mul" => a * b, _ => a / b }).mean([2, 3]);
            });
        }
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Max")]
    public void Arithmetic_of_two_values(string operation)
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 3, 3, 1, 1)]).Then(operation, ["x"]).ThenMean();
        net.ShouldCompute(x =>
        {
            var y = functional.conv2d(x, net["w"]);
            return (operation switch { "Add" => y + x, "Sub" => y - x, "Mul" => y * x, _ => maximum(y, x) }).mean([2, 3]);
        });
    }

    [Fact]
    public void A_gate_of_each_channel_and_one_of_each_row()
    {
        using var net = new OnnxNet();
        net.Node("GlobalAveragePool", ["x"], ["gate"])
            .Node("Mul", ["gate", "x"], ["y"])
            .Node("ReduceMax", ["y"], ["row"], "", Ints("axes", 1, 3), Int("keepdims", 1))
            .Node("Mul", ["y", "row"], ["z"])
            .ThenMean();
        net.ShouldCompute(x => x * x.mean([2, 3], keepdim: true) is var y ? (y * y.amax([1, 3], keepdim: true)).mean([2, 3]) : x);
    }

    [Fact]
    public void A_constant_behind_a_product_becomes_its_bias()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 5, 3, 3, 3)])
            .Then("Add", [net.Random("a", 1, 5, 1, 1)])
            .ThenMean()
            .Then("MatMul", [net.Random("m", 5, 4)])
            .Then("Add", [net.Random("b", 4)]);
        net.ShouldCompute(x => functional.conv2d(x, net["w"], net["a"].reshape(5)).mean([2, 3]).matmul(net["m"]) + net["b"]);
        using var model = net.Load();
        model.Network.Layers.Select(layer => layer.Info.Kind)
            .ShouldBe([LayerKind.Conv2d, LayerKind.AvgPool2d, LayerKind.Flatten, LayerKind.Linear]);
    }

    [Theory]
    [InlineData(0, 1f, 1f)]
    [InlineData(1, 0.5f, 2f)]
    [InlineData(1, 1f, 0f)]
    public void Gemm(long isTransposed, float alpha, float beta)
    {
        using var net = new OnnxNet();
        net.ThenMean().Then(
            "Gemm", [isTransposed == 1 ? net.Random("w", 4, 3) : net.Random("w", 3, 4), net.Random("b", 1, 4)],
            Int("transB", isTransposed), Float("alpha", alpha), Float("beta", beta));
        net.ShouldCompute(x =>
            x.mean([2, 3]).matmul(isTransposed == 1 ? net["w"].t() : net["w"]) * (double)alpha + net["b"] * (double)beta);
    }
}

using Workbench.Engine.Model;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Each graph that cannot become a network has an error that names the node and the reason.</summary>
public sealed class OnnxGraphErrorTests
{
    private static WireWriter Input(string name, int type, params object[] shape) => OnnxMessages.Value(name, type, shape);

    private static WireWriter Ints(string name, params long[] values) => OnnxMessages.Attribute(name, values);

    [Fact]
    public void An_operator_that_is_not_supported_is_named_with_all_that_are()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 3, 3, 1, 1)]).Then("LRN").Then("If").Then("Loop");
        var fault = net.Fault();
        fault.ShouldStartWith("node 'n2' (LRN) has an operator that is not supported, as are 'If', 'Loop'. "
            + "Supported are Add, AveragePool, ");
        fault.ShouldContain(" Unsqueeze.");
    }

    [Theory, InlineData("Pad", 8, 11), InlineData("Resize", 10, 11), InlineData("Slice", 9, 10)]
    public void An_operator_that_meant_something_else_in_an_old_opset_is_named(string operation, int opset, int first)
    {
        using var net = new OnnxNet { Opset = opset };
        net.Then(operation).ThenMean();
        net.Fault().ShouldBe(
            $"node 'n1' ({operation}) has an operator that is supported from opset {first} on. The file's opset is {opset}.");
    }

    [Fact]
    public void Normalisation_of_each_position_is_not_supported()
    {
        using var net = new OnnxNet { Opset = 8 };
        var parameters = "abcd".Select(name => net.Random($"{name}", 3)).ToList();
        net.Then("BatchNormalization", parameters, OnnxMessages.Attribute("spatial", 0L)).ThenMean();
        net.Fault().ShouldBe("node 'n1' (BatchNormalization) has 'spatial' of 0, where only 1 is supported.");
    }

    [Fact]
    public void An_operator_of_another_domain_is_not_supported()
    {
        using var net = new OnnxNet();
        net.Node("Relu", ["x"], ["y"]);
        var node = OnnxMessages.Node("FusedConv", ["x"], ["y"], "fused").Text(7, "com.microsoft");
        File.WriteAllBytes(
            net.File,
            OnnxMessages.Model(
                OnnxMessages.Graph(
                    [node], null, [Input("x", OnnxMessages.Float32, "N", 3L, 8L, 8L)], [Input("y", OnnxMessages.Float32)])).Bytes);
        net.Fault().ShouldStartWith("node 'fused' (com.microsoft.FusedConv) has an operator that is not supported");
    }

    [Fact]
    public void Inputs()
    {
        string Fault(params WireWriter[] inputs)
        {
            using var net = new OnnxNet { Inputs = inputs };
            net.Then("Relu");
            return net.Fault();
        }
        Fault().ShouldBe("its graph has no input, where one of [N,3,H,W] is expected.");
        Fault(Input("x", OnnxMessages.Float32, "N", 3L, 8L, 8L), Input("y", OnnxMessages.Float32, 1L))
            .ShouldBe("its graph has 2 inputs, 'x', 'y', where one of [N,3,H,W] is expected.");
        Fault(Input("x", OnnxMessages.UInt8, "N", 3L, 8L, 8L))
            .ShouldBe("its input 'x' has elements of type uint8, where floating point is expected.");
        Fault(Input("x", OnnxMessages.Float32, "N", 8L, 8L, 3L)).ShouldBe("its input 'x' is [N,8,8,3], where [N,3,H,W] is expected.");
        Fault(Input("x", OnnxMessages.Float32, 3L, 8L, 8L)).ShouldBe("its input 'x' is [3,8,8], where [N,3,H,W] is expected.");
        Fault(Input("x", OnnxMessages.Float32, 4L, 3L, 8L, 8L))
            .ShouldBe("its input 'x' is [4,3,8,8], a batch of fixed size. Export it with a dynamic batch or one of 1.");
        Fault(Input("x", OnnxMessages.Float32, "N", 3L, 8L, 6L)).ShouldBe("its input 'x' is [N,3,8,6], where square images are expected.");
    }

    [Fact]
    public void Outputs()
    {
        string Fault(params WireWriter[] outputs)
        {
            using var net = new OnnxNet { Outputs = outputs };
            net.Then("Relu").Then("Relu");
            return net.Fault();
        }
        Fault().ShouldBe("its graph has 0 outputs, of which 0 are [N,classes]: none. Exactly one such output is expected.");
        Fault(Input("v1", OnnxMessages.Float32, "N", 3L, 8L, 8L), OnnxMessages.Value("v2", OnnxMessages.Float32, null))
            .ShouldBe(
                "its graph has 2 outputs, of which 0 are [N,classes]: 'v1' [N,3,8,8], 'v2' no stated shape. "
                + "Exactly one such output is expected.");
        Fault(Input("v1", OnnxMessages.Float32, "N", 3L), Input("v2", OnnxMessages.Float32, "N", "C"))
            .ShouldContain("of which 2 are [N,classes]");
        Fault(Input("v2", OnnxMessages.Float32, "N", 3L))
            .ShouldBe("its output 'v2' is [3,8,8] for each image, where one number for each class is expected.");
        Fault(Input("z", OnnxMessages.Float32, "N", 3L)).ShouldBe("no node computes its output 'z'.");
    }

    [Fact]
    public void An_output_that_is_the_image_or_a_constant()
    {
        using var net = new OnnxNet();
        net.Then("Identity");
        net.Fault().ShouldBe("its output 'v1' does not depend on the image.");
        using var other = new OnnxNet();
        other.Node("Shape", ["x"], ["s"]);
        other.Fault().ShouldBe("its output 's' does not depend on the image.");
    }

    [Fact]
    public void A_cycle_names_one_of_its_nodes()
    {
        using var net = new OnnxNet();
        net.Node("Relu", ["x"], ["r"], "first")
            .Node("Add", ["r", "c"], ["a"], "sum")
            .Node("Relu", ["a"], ["c"], "back")
            .Node("Relu", ["c"], ["y"], "last");
        net.Fault().ShouldMatch(@"^node '(sum|back)' \((Add|Relu)\) reads its own output through other nodes: a cycle\.$");
        using var own = new OnnxNet();
        own.Node("Add", ["x", "y"], ["y"], "itself");
        own.Fault().ShouldBe("node 'itself' (Add) reads its own output through other nodes: a cycle.");
    }

    [Fact]
    public void A_value_that_no_node_computes_or_two_do()
    {
        using var net = new OnnxNet();
        net.Node("Add", ["x", "ghost"], ["y"], "sum");
        net.Fault().ShouldBe("node 'sum' (Add) reads 'ghost', which no node computes.");
        using var twice = new OnnxNet();
        twice.Node("Relu", ["x"], ["y"], "a").Node("Relu", ["x"], ["y"], "b");
        twice.Fault().ShouldBe("node 'b' (Relu) computes 'y', which exists already.");
        using var image = new OnnxNet();
        image.Node("Relu", ["x"], ["x"], "a");
        image.Fault().ShouldBe("node 'a' (Relu) computes 'x', which exists already.");
    }

    [Fact]
    public void A_second_output_that_is_not_supported()
    {
        using var net = new OnnxNet();
        net.Node("MaxPool", ["x"], ["y", "indices"], "pool", Ints("kernel_shape", 2, 2)).Node("Relu", ["indices"], ["z"], "r");
        net.Fault().ShouldBe("node 'r' (Relu) reads 'indices', an output that is not supported of its node.");
    }

    [Fact]
    public void Parameters_that_are_computed_or_of_another_shape()
    {
        using var net = new OnnxNet();
        net.Node("Conv", ["x", "x"], ["y"], "c");
        net.Fault().ShouldBe("node 'c' (Conv) computes its input 'x' from the image, where only a constant is supported.");
        using var flat = new OnnxNet();
        flat.Then("Conv", [flat.Random("w", 3, 3, 1)]);
        flat.Fault().ShouldBe("node 'n1' (Conv) has a weight of [3,3,1], where [out,in,rows,columns] is expected.");
        using var wide = new OnnxNet();
        wide.Then("Conv", [wide.Random("w", 3, 4, 1, 1)]);
        wide.Fault().ShouldBe("node 'n1' (Conv) takes 4 channels, not 3.");
        using var large = new OnnxNet();
        large.Then("Conv", [large.Random("w", 3, 3, 9, 9)]);
        large.Fault().ShouldBe("node 'n1' (Conv) has windows of 9×9, larger than its input of 8×8.");
        using var infinite = new OnnxNet();
        infinite.Then("Conv", [infinite.Numbers("w", [1, 3, 1, 1], 1, float.PositiveInfinity, 2)]).ThenMean();
        infinite.Fault().ShouldBe("'w' holds NaN or infinity.");
        using var image = new OnnxNet();
        image.Then("Sub", [image.Random("mean", 3, 8, 8)]);
        image.Fault().ShouldBe(
            "node 'n1' (Sub) has the constant 'mean' of [3,8,8] for values of [3,8,8], "
            + "where one number or one for each channel is supported.");
        using var integers = new OnnxNet();
        integers.Raw(OnnxMessages.RawTensor("w", OnnxMessages.Int64, [1, 3, 1, 1], 1L, 2, 3)).Then("Conv", ["w"]);
        integers.Fault().ShouldBe("node 'n1' (Conv) has the constant 'w' without floating-point numbers as a weight.");
    }

    [Theory]
    [InlineData("Conv", "auto_pad", "SAME", "has 'auto_pad' of 'SAME', which is not supported")]
    [InlineData("Conv", "group", 2L, "has 2 groups for 3 channels")]
    [InlineData("Conv", "pads", new long[] { 1, 1 }, "has 'pads' of [1,1], where four numbers of 0 to 4096 are expected")]
    [InlineData("Conv", "pads", new long[] { 0, 0, -1, 0 }, "has 'pads' of [0,0,-1,0], where four numbers of 0 to 4096 are expected")]
    [InlineData("Conv", "strides", new long[] { 0, 1 }, "has 'strides' of [0,1], where two numbers of 1 to 4096 are expected")]
    [InlineData("Conv", "kernel_shape", new long[] { 3, 3 }, "has 'kernel_shape' of [3,3], but its weight is [3,3,1,1]")]
    [InlineData(
        "AveragePool", "kernel_shape", new long[] { 2 }, "has 'kernel_shape' of [2], where [rows,columns] of 1 to 4096 are expected")]
    [InlineData("Flatten", "axis", 2L, "has 'axis' of 2, where only 1 is supported")]
    [InlineData("Concat", "axis", 2L, "joins along the axis 2, where only the channels, 1, are supported")]
    [InlineData("Softmax", "axis", 3L, "runs over the axis 3 of [3,8,8], where only the channels are supported")]
    [InlineData("Transpose", "perm", new long[] { 1, 0, 2, 3 }, "has 'perm' of [1,0,2,3], where the first axis has to stay the batch")]
    [InlineData("Split", "axis", 2L, "divides the axis 2, where only the channels, 1, are supported")]
    [InlineData("ReduceMean", "axes", new long[] { 1 }, "reduces the axes [1], where only rows and columns, [2,3], are supported")]
    [InlineData("ReduceMax", "axes", new long[] { 0 }, "reduces the batch, which is not supported")]
    [InlineData("Gelu", "approximate", "fast", "has 'approximate' of 'fast', where 'none' or 'tanh' is expected")]
    [InlineData("Relu", "axis", 9L, null)]
    public void Attributes(string operation, string name, object value, string? fault)
    {
        using var net = new OnnxNet();
        net.Then(operation, operation == "Conv" ? [net.Random("w", 3, 3, 1, 1)] : null, OnnxMessages.Attribute(name, value)).ThenMean();
        if (fault is null) net.Load().Dispose();
        else net.Fault().ShouldBe($"node 'n1' ({operation}) {fault}.");
    }

    [Fact]
    public void Shapes_that_move_the_batch()
    {
        using var net = new OnnxNet();
        net.Then("Reshape", [net.Integers("s", -1, 3)]);
        net.Fault().ShouldBe(
            "node 'n1' (Reshape) gives values of [3,8,8] for each image the shape [-1,3], where the first entry has to stay the batch.");
        using var fixedBatch = new OnnxNet();
        fixedBatch.Then("Reshape", [fixedBatch.Integers("s", 2, 96)]);
        fixedBatch.Fault().ShouldContain("the shape [2,96], where the first entry has to stay the batch");
        using var computed = new OnnxNet();
        computed.Then("Reshape", ["x"]);
        computed.Fault().ShouldBe("node 'n1' (Reshape) computes its input 'x' from the image, where only a constant is supported.");
    }

    [Fact]
    public void Parts_of_functions_and_unsupported_forms()
    {
        using var erf = new OnnxNet();
        erf.Then("Erf").ThenMean();
        erf.Fault().ShouldBe("its node 'n1' (Erf) is supported only as a part of GELU.");
        using var even = new OnnxNet();
        even.Then("AveragePool", null, Ints("kernel_shape", 2, 2), Ints("pads", 0, 0, 1, 1));
        even.Fault().ShouldStartWith("node 'n1' (AveragePool) has padding that differs between opposite sides");
        using var mirror = new OnnxNet();
        mirror.Then("Pad", [mirror.Integers("p", 0, 0, 1, 1, 0, 0, 1, 1)], OnnxMessages.Attribute("mode", "reflect"));
        mirror.Fault().ShouldBe("node 'n1' (Pad) has 'mode' of 'reflect', where only 'constant' is supported.");
        using var steps = new OnnxNet();
        steps.Then("Slice", [steps.Integers("s", 0), steps.Integers("e", 3), steps.Integers("a", 1), steps.Integers("t", 2)]);
        steps.Fault().ShouldBe("node 'n1' (Slice) takes 0 to 3 of the axis 1 in steps of 2, which is not supported.");
        using var order = new OnnxNet();
        order.Then("Gather", [order.Integers("i", 2, 1, 0)], OnnxMessages.Attribute("axis", 1L));
        order.Fault().ShouldBe("node 'n1' (Gather) picks the channels [2,1,0], where only neighbours in their order are supported.");
        using var shrink = new OnnxNet();
        shrink.Then(
            "Resize", ["", shrink.Numbers("f", [4], 1, 1, 0.5f, 0.5f)],
            OnnxMessages.Attribute("coordinate_transformation_mode", "asymmetric"));
        shrink.Fault().ShouldBe(
            "node 'n1' (Resize) does not enlarge rows and columns by constant whole factors, which alone is supported.");
        using var quotient = new OnnxNet();
        quotient.Then("Div", ["x"]);
        quotient.Fault().ShouldBe("node 'n1' (Div) computes its input 'x' from the image, where only a constant is supported.");
        using var training = new OnnxNet();
        training.Then(
            "BatchNormalization", [training.Random("g", 3), training.Random("b", 3), training.Random("m", 3), training.Random("v", 3)],
            OnnxMessages.Attribute("training_mode", 1L));
        training.Fault().ShouldBe("node 'n1' (BatchNormalization) has 'training_mode' of 1, where only 0 is supported.");
    }

    [Fact]
    public void Values_without_an_axis_or_with_too_many_numbers()
    {
        using var none = new OnnxNet();
        none.Then("ReduceMax", null, Ints("axes", 1, 2, 3), OnnxMessages.Attribute("keepdims", 0L));
        none.Fault().ShouldBe("node 'n1' (ReduceMax) leaves no axis but the batch, which is not supported.");
        using var large = new OnnxNet();
        large.Numbers("f", [4], 1, 1, 64, 64);
        for (var i = 0; i < 12; i++) large.Then("Resize", ["", "f"], OnnxMessages.Attribute("mode", "linear"));
        large.Fault().ShouldBe("node 'n2' (Resize) computes [3,32768,32768] numbers for each image, which is too many.");
    }

    [Fact]
    public void Constants_that_cannot_be_folded()
    {
        using var zero = new OnnxNet();
        zero.Node("Div", [zero.Integers("a", 3), zero.Integers("b", 0)], ["c"], "d").Node("Reshape", ["x", "c"], ["y"]);
        zero.Fault().ShouldBe("node 'd' (Div) divides by zero.");
        using var large = new OnnxNet();
        large.Node("ConstantOfShape", [large.Integers("a", 1L << 40)], ["c"], "fill").Node("Add", ["x", "c"], ["y"]);
        large.Fault().ShouldBe("node 'fill' (ConstantOfShape) makes a constant of [1099511627776], which is not supported.");
        using var sizes = new OnnxNet();
        sizes.Node("Add", [sizes.Integers("a", 1, 2), sizes.Integers("b", 1, 2, 3)], ["c"], "sum").Node("Reshape", ["x", "c"], ["y"]);
        sizes.Fault().ShouldStartWith("node 'sum' (Add) cannot be evaluated on its constants: ");
    }

    [Fact]
    public void A_card_that_says_what_the_file_says()
    {
        using var net = new OnnxNet();
        net.Then("Relu").ThenMean();
        net.Fault(new ModelVariant { Architecture = "resnet18", Pools = PoolEdge.Ceil })
            .ShouldBe("its model card sets 'architecture', 'pools', which an ONNX file states itself. Remove that from the card.");
        using var gray = new OnnxNet();
        gray.ThenMean().Then("Gemm", [gray.Random("w", 3, 2)]);
        gray.Fault(new ModelVariant { Colours = ColourOrder.Bgr }).ShouldContain("reverses only for convolutions");
    }
}

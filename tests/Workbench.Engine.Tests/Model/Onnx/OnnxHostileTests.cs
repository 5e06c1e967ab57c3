using Workbench.Engine.Model;
using static TorchSharp.torch;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>
/// Small files that ask for much work, memory or stack. Each is rejected with the name of a node or constant, or loads in a moment. A test
/// that does not end, or that ends the process, has failed.
/// </summary>
public sealed class OnnxHostileTests
{
    [Fact]
    public void Many_nodes()
    {
        using var net = new OnnxNet();
        for (var i = 0; i < 15_000; i++) net.Then("Relu");
        net.Fault().ShouldBe("its output depends on 15000 nodes, where at most 10000 are supported.");
    }

    [SlowFact]
    public void A_million_nodes()
    {
        using var net = new OnnxNet();
        for (var i = 0; i < 1_000_000; i++) net.Node("Relu", ["x"], ["y"]);
        net.Write();
        Should.Throw<WeightsException>(() => net.Load()).Message.ShouldContain("its names, nodes and numbers take more than 256 MB");
    }

    [Fact]
    public void Many_layers_of_few_nodes()
    {
        using var net = new OnnxNet();
        for (var i = 0; i < 50; i++) net.Node("Max", Enumerable.Repeat("x", 500), [$"y{i}"], $"n{i}");
        net.Node("Sum", Enumerable.Range(0, 50).Select(i => $"y{i}"), ["y"], "all");
        net.Fault().ShouldBe("its nodes become more than 20000 layers.");
    }

    [Fact]
    public void Nodes_of_one_name()
    {
        using var net = new OnnxNet();
        for (var i = 0; i < 9_000; i++) net.Node("Relu", [net.Last], [$"r{i}"], "same");
        net.ThenMean();
        using var model = net.Load();
        model.Network.Layers[0].Info.Name.ShouldBe("same");
        model.Network.Layers[8_999].Info.Name.ShouldBe("same_8999");
    }

    [Fact]
    public void Names_of_many_modules()
    {
        using var net = new OnnxNet();
        var modules = string.Concat(Enumerable.Repeat("/m", 190));
        for (var i = 0; i < 1_000; i++) net.Node("Relu", [net.Last], [$"r{i}"], $"{modules}/{i}");
        net.ThenMean();
        using var model = net.Load();
        model.Architecture.Aliases.Count.ShouldBeLessThan(3_000);
    }

    [Fact]
    public void Normalisations_behind_each_other()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 1, 1)]);
        string[] norm = [net.Random("g", 4), net.Random("b", 4), net.Random("m", 4), net.Numbers("v", [4], 1, 2, 3, 4)];
        for (var i = 0; i < 5_000; i++) net.Then("BatchNormalization", norm);
        net.ThenMean();
        using var model = net.Load();
        model.Network.Layers.Count(layer => layer.Info.Kind == LayerKind.BatchNorm2d).ShouldBeInRange(4_980, 5_000);
    }

    [Fact]
    public void Constants_computed_from_each_other()
    {
        using var net = new OnnxNet();
        var name = net.Random("w", 3, 3);
        for (var i = 0; i < 5_000; i++, name = $"t{i - 1}") net.Node("Transpose", [name], [$"t{i}"], $"turn{i}");
        net.Node("GlobalAveragePool", ["x"], ["p"]).Then("Flatten").Then("MatMul", [name]);
        net.Fault().ShouldBe("node 'turn64' (Transpose) ends a chain of more than 64 constants that are computed from each other.");
    }

    [Fact]
    public void Constants_that_grow()
    {
        using var sum = new OnnxNet();
        sum.Node("ConstantOfShape", [sum.Integers("tall", 30_000, 1)], ["a"])
            .Node("ConstantOfShape", [sum.Integers("wide", 1, 30_000)], ["b"])
            .Node("Add", ["a", "b"], ["c"], "plane").Node("Add", ["x", "c"], ["y"]);
        sum.Fault().ShouldBe("node 'plane' (Add) computes a constant of 900000000 elements, where at most 1048576 are supported.");
        using var gather = new OnnxNet();
        gather.Node("ConstantOfShape", [gather.Integers("rows", 1, 100_000)], ["a"])
            .Node("ConstantOfShape", [gather.Integers("many", 100_000)], ["i"], "", OnnxMessages.TensorAttribute(
                "value", OnnxMessages.RawTensor("", OnnxMessages.Int64, [1], 0L)))
            .Node("Gather", ["a", "i"], ["c"], "pick").Node("Add", ["x", "c"], ["y"]);
        gather.Fault().ShouldBe("node 'pick' (Gather) computes a constant of 10000000000 elements, where at most 1048576 are supported.");
        using var many = new OnnxNet();
        many.Node("ConstantOfShape", [many.Integers("size", 1_000_000)], ["c0"]);
        for (var i = 0; i < 500; i++) many.Node("Add", [$"c{i}", $"c{i}"], [$"c{i + 1}"], $"add{i}");
        many.Node("Reshape", ["x", "c500"], ["y"]);
        many.Fault().ShouldBe("node 'add15' (Add) and the nodes before it compute more than 16777216 numbers of constants, "
            + "which is too many.");
        using var shape = new OnnxNet();
        shape.Then("Reshape", [shape.Integers("s", [.. Enumerable.Repeat(1L, 5_000)])]);
        shape.Fault().Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void Parameters_computed_from_one_tensor()
    {
        using var net = new OnnxNet();
        net.ThenMean();
        net.Random("w", 3, 1 << 18);
        for (var i = 1; i <= 60; i++) net.Node("Gemm", ["v2", "w"], [$"y{i}"], $"gemm{i}", Float("alpha", i));
        net.Node("Sum", Enumerable.Range(1, 60).Select(i => $"y{i}"), ["y"]);
        net.Fault().ShouldBe("its layers up to 'w' have far more parameters than the file.");
    }

    [Theory]
    [InlineData("strides", long.MaxValue)]
    [InlineData("strides", 5_000L)]
    [InlineData("dilations", 1L << 40)]
    [InlineData("dilations", -1L)]
    public void Windows_of_huge_steps(string name, long value)
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 3, 3, 1, 1)], Ints(name, value, value));
        net.Fault().ShouldBe($"node 'n1' (Conv) has '{name}' of [{value},{value}], where two numbers of 1 to 4096 are expected.");
    }

    [Fact]
    public void Shapes_whose_product_overflows()
    {
        long[][] shapes = [[1, 1L << 62, 1L << 62, 16], [1, 3, -1, long.MaxValue, long.MaxValue], [1, -5, -1, 3], [1, -1, -1]];
        foreach (var shape in shapes)
        {
            using var net = new OnnxNet();
            net.Then("Reshape", [net.Integers("s", shape)]);
            net.Fault().ShouldEndWith($"the shape [{string.Join(',', shape)}], where the first entry has to stay the batch.");
        }
        using var axes = new OnnxNet();
        axes.Then("Reshape", [axes.Integers("s", [1, 192, .. Enumerable.Repeat(1L, 1_000)])]);
        axes.Fault().ShouldBe("node 'n1' (Reshape) computes a value of 1001 axes, where at most 8 are supported.");
        using var more = new OnnxNet();
        more.Then("Unsqueeze", [more.Integers("a", 1, 1)]);
        more.Fault().ShouldBe("node 'n1' (Unsqueeze) has the axes [1,1], of which some are stated twice or do not exist.");
    }

    [Fact]
    public void Numbers_that_are_not_finite()
    {
        using var leaky = new OnnxNet();
        leaky.Then("LeakyRelu", null, Float("alpha", float.NaN));
        leaky.Fault().ShouldBe("node 'n1' (LeakyRelu) has 'alpha' of NaN, where a finite number is expected.");
        using var pad = new OnnxNet();
        pad.Then("Pad", [pad.Integers("p", 0, 0, 1, 1, 0, 0, 1, 1), pad.Numbers("v", [1], float.NegativeInfinity)]);
        pad.Fault().ShouldBe("node 'n1' (Pad) pads with NaN or infinity, which is not supported.");
        using var norm = new OnnxNet();
        string[] parts = [norm.Random("g", 4), norm.Random("b", 4), norm.Random("m", 4), norm.Numbers("v", [4], 1, -2, 3, 4)];
        norm.Then("Conv", [norm.Random("w", 4, 3, 1, 1)]).Then("BatchNormalization", parts).ThenMean();
        norm.Fault().ShouldBe("'w' holds NaN or infinity.");
    }

    [Fact]
    public void Graphs_inside_of_nodes_are_not_read()
    {
        var inner = OnnxMessages.Graph([OnnxMessages.Node("Relu", ["x"], ["y"])]);
        for (var i = 0; i < 200; i++)
            inner = OnnxMessages.Graph([OnnxMessages.Node("If", ["c"], ["y"], $"if{i}", Body("then_branch", inner))]);
        foreach (var operation in new[] { "If", "Loop", "Scan" })
        {
            using var net = new OnnxNet();
            net.Then(operation, null, Body("body", inner));
            net.Fault().ShouldStartWith($"node 'n1' ({operation}) has an operator that is not supported. Supported are Add, ");
        }
    }

    private static WireWriter Body(string name, WireWriter graph) => new WireWriter().Text(1, name).Message(6, graph).Integer(20, 5);

    [Fact]
    public void Many_inputs_outputs_and_operators_give_a_short_message()
    {
        using var inputs = new OnnxNet
        {
            Inputs = [.. Enumerable.Range(0, 3_000).Select(i => OnnxMessages.Value($"in{i}", OnnxMessages.Float32, [1L]))],
        };
        inputs.Then("Relu");
        inputs.Fault().Length.ShouldBeLessThan(400);
        using var outputs = new OnnxNet
        {
            Outputs = [.. Enumerable.Range(0, 3_000).Select(i => OnnxMessages.Value($"out{i}", OnnxMessages.Float32, [1L, 3L]))],
        };
        outputs.Then("Relu");
        outputs.Fault().Length.ShouldBeLessThan(500);
        using var operators = new OnnxNet();
        for (var i = 0; i < 3_000; i++) operators.Then($"Odd{i}");
        operators.Fault().Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Tensors_without_elements()
    {
        using var image = new OnnxNet { InputShape = ["N", 3L, 0L, 0L] };
        image.Then("Relu");
        image.Fault().ShouldEndWith("is [N,3,0,0], where a side of 1 to 4096 is expected.");
        using var kernel = new OnnxNet();
        kernel.Then("Conv", [kernel.Random("w", 0, 3, 1, 1)]);
        kernel.Fault().ShouldBe("node 'n1' (Conv) has a weight of [0,3,1,1], where [out,in,rows,columns] is expected.");
        using var sum = new OnnxNet();
        sum.Then("Add", [sum.Random("c", 0)]);
        sum.Fault().ShouldStartWith("node 'n1' (Add) has the constant 'c' of [0] for values of [3,8,8]");
        using var index = new OnnxNet();
        index.Then("Gather", [index.Integers("i")], Int("axis", 1));
        index.Fault().ShouldBe("node 'n1' (Gather) picks the channels [], where only neighbours in their order are supported.");
        using var slope = new OnnxNet();
        slope.Then("PRelu", [slope.Random("s", 0)]);
        slope.Fault().ShouldBe("node 'n1' (PRelu) has slopes of [0] for values of [3,8,8].");
        using var none = new OnnxNet();
        none.Node("Sum", [], ["y"], "sum");
        none.Fault().ShouldBe("node 'sum' (Sum) has constant inputs alone, for which it is not supported.");
        using var empty = new OnnxNet();
        empty.Then("Concat", [""], Int("axis", 1));
        empty.Fault().ShouldBe("node 'n1' (Concat) has no input 1.");
    }

    [Fact]
    public void Nodes_in_any_order_and_weights_of_short_types()
    {
        using var net = new OnnxNet();
        net.Raw(OnnxMessages.RawTensor("half", OnnxMessages.Float16, [2, 3, 1, 1], [.. Enumerable.Range(1, 6).Select(i => (Half)i)]))
            .Raw(OnnxMessages.RawTensor("brain", OnnxMessages.BFloat16, [2], (ushort)0x3f80, (ushort)0x4000))
            .Raw(OnnxMessages.RawTensor("quantised", OnnxMessages.Int8, [2, 2], (sbyte)-3, (sbyte)1, (sbyte)2, (sbyte)100))
            .Raw(OnnxMessages.RawTensor("scale", OnnxMessages.Float32, [], 0.5f));
        net.Node("MatMul", ["flat", "m"], ["y"], "last")
            .Node("DequantizeLinear", ["quantised", "scale"], ["m"])
            .Node("Flatten", ["mean"], ["flat"])
            .Node("GlobalAveragePool", ["c"], ["mean"])
            .Node("Conv", ["x", "half", "brain"], ["c"], "first");
        net.Write("y");
        net.ShouldCompute(x =>
            (x.mean([2, 3]).matmul(tensor(new double[,] { { 1, 4 }, { 2, 5 }, { 3, 6 } })) + tensor(new double[] { 1, 2 }))
            .matmul(tensor(new[,] { { -1.5, 0.5 }, { 1, 50 } })));
    }

    [Fact]
    public void External_data_in_the_model_file_itself()
    {
        using var net = new OnnxNet();
        net.Raw(OnnxMessages.ExternalTensor(
            "w", OnnxMessages.Float32, [1, 3, 1, 1], OnnxMessages.Entry("location", "net.onnx"), OnnxMessages.Entry("offset", "8")));
        net.Then("Conv", ["w"]).Write();
        Should.Throw<WeightsException>(() => net.Load())
            .Message.ShouldContain("tensor 'w': its file 'net.onnx' is the model file itself");
    }
}

using Workbench.Engine.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>The graph around the operators: order, dead nodes, names, sizes, outputs.</summary>
public sealed class OnnxGraphTests
{
    [Fact]
    public void Nodes_are_sorted_and_dead_ones_dropped()
    {
        using var net = new OnnxNet();
        net.Node("Flatten", ["m"], ["out"])
            .Node("LRN", ["x"], ["unused"])
            .Node("GlobalAveragePool", ["r"], ["m"])
            .Node("Relu", ["x"], ["r"])
            .Write("out");
        net.ShouldCompute(x => x.relu().mean([2, 3]));
        using var model = net.Load();
        model.Architecture.Layers.Select(layer => layer.Name).ShouldBe(["r", "m", "out"]);
    }

    [Fact]
    public void Layers_have_the_names_of_nodes_outputs_and_modules()
    {
        using var net = new OnnxNet { InputShape = ["N", 3L, "H", "W"] };
        net.Node("Conv", ["x", net.Random("stem.0.weight", 4, 3, 3, 3)], ["c"], "/stem/stem.0/Conv")
            .Node("Identity", ["c"], ["same"], "copy")
            .Node("Relu", ["same"], ["r"], "/stem/stem.1/Relu")
            .Node("Conv", ["r", net.Random("w", 4, 4, 3, 3)], ["d"], "", OnnxMessages.Attribute("strides", new long[] { 2, 2 }))
            .Node("GlobalAveragePool", ["d"], ["p"], "twice")
            .Node("Flatten", ["p"], ["f"], "twice");
        using var model = net.Load();
        var card = model.Architecture;
        card.Layers.Select(layer => layer.Name).ShouldBe(["/stem/stem.0/Conv", "/stem/stem.1/Relu", "d", "twice", "twice_1"]);
        foreach (var name in new[] { "c", "same", "copy", "stem.0" }) card[name].Index.ShouldBe(0, name);
        foreach (var name in new[] { "r", "stem", "stem.1", "b1" }) card[name].Index.ShouldBe(1, name);
        foreach (var name in new[] { "b2", "last" }) card[name].Index.ShouldBe(2, name);
        (card.Name, card.InputSize, card.Classes).ShouldBe(("net", 224, 4));
        card.SizeFault(50, 70).ShouldBeNull();
        card.SizeFault(3, 3).ShouldNotBeNull();
    }

    [Fact]
    public void Long_names_are_kept()
    {
        var module = string.Join('.', Enumerable.Repeat("part", 30));
        using var net = new OnnxNet();
        net.Node("Relu", ["x"], ["r"], $"/{module}/a\nb/Relu").ThenMean();
        using var model = net.Load();
        model.Architecture.Layers[0].Name.ShouldBe($"/{module}/a?b/Relu");
        model.Architecture[module].Index.ShouldBe(0);
    }

    [Fact]
    public void A_network_that_flattens_an_image_takes_its_own_size_alone()
    {
        using var net = new OnnxNet();
        net.Then("Flatten").Then("Gemm", [net.Random("w", 192, 5)]);
        using var model = net.Load();
        model.Architecture.InputSize.ShouldBe(8);
        model.Architecture.SizeFault(8, 8).ShouldBeNull();
        model.Architecture.SizeFault(9, 9)
            .ShouldBe("is 9×9 as the model's input, but the model takes 8×8 (n2 takes 192 features, not 243)");
    }

    [Fact]
    public void The_output_of_the_form_of_logits_is_taken()
    {
        using var net = new OnnxNet
        {
            Outputs =
            [
                OnnxMessages.Value("m", OnnxMessages.Float32, ["N", 3L, 8L, 8L]),
                OnnxMessages.Value("p", OnnxMessages.Float32, ["N", 3L, 1L, 1L]),
            ],
        };
        net.Node("Relu", ["x"], ["m"]).Node("GlobalAveragePool", ["m"], ["p"]);
        net.ShouldCompute(x => x.relu().mean([2, 3]));
    }

    [Fact]
    public void Layers_share_the_tensor_of_a_shared_initializer()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 3, 3, 1, 1), net.Random("b", 3)])
            .Then("Conv", ["w", "b"])
            .ThenMean()
            .Then("MatMul", [net.Random("m", 3, 3)])
            .Then("MatMul", ["m"]);
        net.ShouldCompute(x => functional.conv2d(functional.conv2d(x, net["w"], net["b"]), net["w"], net["b"])
            .mean([2, 3]).matmul(net["m"]).matmul(net["m"]));
        using var model = net.Load();
        var weights = model.Network.Layers.Select(layer => layer.Weight).OfType<Tensor>().ToList();
        weights.Count.ShouldBe(4);
        weights[1].ShouldBeSameAs(weights[0]);
        weights[3].ShouldBeSameAs(weights[2]);
    }

    [Fact]
    public void A_value_that_only_lends_its_shape_is_dropped()
    {
        using var net = new OnnxNet();
        net.Node("Relu", ["x"], ["other"])
            .Node("Shape", ["other"], ["s"], "", OnnxMessages.Attribute("start", 0L), OnnxMessages.Attribute("end", 2L))
            .Node("GlobalAveragePool", ["x"], ["p"])
            .Node("Reshape", ["p", "s"], ["y"]);
        net.ShouldCompute(x => x.mean([2, 3]));
        using var model = net.Load();
        model.Network.Layers.Count.ShouldBe(2);
    }

    [Fact]
    public void Float32_and_bfloat16_models_load()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 3, 3)]).ThenMean().Write();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var model = ModelService.Load(net.File, "cpu", type);
            model.Network.Layers[0].Weight!.dtype.ShouldBe(ScalarType.Float32);
        }
    }

    [Fact]
    public void An_inspection_reads_the_graph_and_no_weights()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", 4, 3, 3, 3)])
            .Then("BatchNormalization", [net.Random("g", 4), net.Random("b", 4), net.Random("m", 4), net.Random("v", 4)])
            .Then("MaxPool", null, Ints("kernel_shape", 2, 2), Ints("strides", 2, 2))
            .Then("Conv", [net.Random("w2", 6, 4, 2, 2)])
            .ThenMean()
            .Then("Gemm", [net.Random("fc", 6, 5)])
            .Write();
        var found = ModelInspection.FromFile(net.File);
        found.NoNetwork.ShouldBeNull();
        (found.Architecture, found.Classes, found.InputSize).ShouldBe(("net", 5, 8));
        found.Convolutions.ShouldBe([[4], [6]]);
        found.FullyConnected.ShouldBe([5]);
        found.Layers.ShouldBe(new Dictionary<string, string> { ["b1"] = "n1", ["b2"] = "n4" });
        using var other = new OnnxNet();
        other.Then("LRN").Write();
        ModelInspection.FromFile(other.File).NoNetwork.ShouldNotBeNull()
            .ShouldStartWith("node 'n1' (LRN) has an operator that is not supported");
    }

    [Fact]
    public void A_detectors_head_has_no_rows_and_columns()
    {
        using var net = new OnnxNet();
        net.Node("Conv", ["x", net.Random("w", 12, 3, 1, 1)], ["c"], "conv")
            .Node("Reshape", ["c", net.Integers("halves", 0, 2, 6, 8, 8)], ["h"], "halves")
            .Node("Transpose", ["h"], ["t"], "shuffled", Ints("perm", 0, 2, 1, 3, 4))
            .Node("Reshape", ["t", net.Integers("whole", 0, 12, 8, 8)], ["s"], "whole")
            .Node("Reshape", ["s", net.Integers("anchors", 0, 3, 4, 64)], ["a"], "anchors")
            .Node("Sigmoid", ["a"], ["p"], "scores")
            .Node("ReduceMax", ["p"], ["y"], "largest", Ints("axes", 1, 3), Int("keepdims", 0))
            .Write("y");
        using var service = net.Load();
        var model = service.Architecture;
        model.Layers.Where(layer => layer.HasPositions).Select(layer => layer.Name).ShouldBe(["conv", "whole"]);
        model["last"].Name.ShouldBe("whole");   // a channel shuffle keeps the image; anchors × classes × cells do not
    }
}

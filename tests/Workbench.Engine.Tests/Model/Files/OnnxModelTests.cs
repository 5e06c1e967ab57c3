using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>The graph of an ONNX file: nodes, attributes, stated types, and an error for each unsupported part.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private static readonly WireWriter s_bias = OnnxMessages.RawTensor("b", OnnxMessages.Float32, [2], 1f, 2);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["net.onnx"];

    [Fact]
    public void A_model_is_read_back()
    {
        var conv = OnnxMessages.Node(
            "Conv",
            ["x", "w", ""],
            ["y"],
            "conv1",
            OnnxMessages.Attribute("group", 2L),
            OnnxMessages.Attribute("alpha", 0.5f),
            OnnxMessages.Attribute("auto_pad", "NOTSET"),
            OnnxMessages.Attribute("pads", new long[] { 1, 0, -1 }),
            OnnxMessages.Attribute("scales", new[] { 1f, 2f }),
            OnnxMessages.Attribute("keys", new[] { "a", "b" }),
            OnnxMessages.TensorAttribute("value", OnnxMessages.RawTensor("", OnnxMessages.Int64, [2], 3L, 4)));
        var graph = OnnxMessages
            .Graph(
                [conv, OnnxMessages.Node("Gelu", ["y"], ["z"]).Text(7, "com.example")],
                [OnnxMessages.RawTensor("w", OnnxMessages.Float32, [1], 1f), s_bias],
                [OnnxMessages.Value("x", OnnxMessages.Float32, ["N", 3L, -1L, ""]), OnnxMessages.Value("w", OnnxMessages.Float32, [1L])],
                [OnnxMessages.Value("z", OnnxMessages.Float16, null)])
            .Message(13, OnnxMessages.Value("y", OnnxMessages.Float32, []))
            .Message(13, new WireWriter().Text(1, "list").Message(2, new WireWriter().Message(4, new())))
            .Text(10, "a doc string");
        System.IO.File.WriteAllBytes(
            File,
            OnnxMessages
                .Model(graph, opset: 13)
                .Message(8, new WireWriter().Text(1, "com.example").Integer(2, 3))
                .Message(14, OnnxMessages.Entry("classes", "cat,dog"))
                .Message(20, new()) // training information
                .Message(25, new WireWriter().Text(1, "Gelu").Text(10, "com.example"))
                .Integer(99, 1)
                .Float(98, 1)
                .Double(97, 1)
                .Text(96, "later versions")
                .Bytes);
        using var model = OnnxModel.Open(File);
        (model.Path, model.FormatVersion, model.Opset, model.Producer).ShouldBe((File, 8, 13, "workbench-tests"));
        model.OtherOpsets.ShouldBe(new Dictionary<string, long> { ["com.example"] = 3 });
        model.Metadata.ShouldBe(new Dictionary<string, string> { ["classes"] = "cat,dog" });
        model.Functions.ShouldBe([("com.example", "Gelu")]);
        model.Graph.Name.ShouldBe("main");
        model.Graph.Initializers.Keys.ShouldBe(["w", "b"]);
        var node = model.Graph.Nodes[0];
        (node.Name, node.Operator, node.Domain, node.Label).ShouldBe(("conv1", "Conv", "", "node 'conv1' (Conv)"));
        node.Inputs.ShouldBe(["x", "w", ""]);
        node.Outputs.ShouldBe(["y"]);
        node.Int("group").ShouldBe(2);
        node.Float("alpha").ShouldBe(0.5f);
        node.String("auto_pad").ShouldBe("NOTSET");
        node.Ints("pads").ShouldBe([1, 0, -1]);
        node.Floats("scales").ShouldBe([1f, 2f]);
        node.Strings("keys").ShouldBe(["a", "b"]);
        node.Tensor("value").Integers().ShouldBe([3, 4]);
        model.Graph.Nodes[1].Label.ShouldBe("the node of output 'z' (com.example.Gelu)");
        var input = model.Graph.Inputs.ShouldHaveSingleItem();
        (input.Name, input.Element).ShouldBe(("x", OnnxElement.Float32));
        input.Shape.ShouldBe([new OnnxSize(null, "N"), new(3, null), new(null, null), new(null, null)]);
        var output = model.Graph.Outputs.ShouldHaveSingleItem();
        (output.Element, output.Shape).ShouldBe((OnnxElement.Float16, null));
        model.Graph.Values.Keys.ShouldBe(["x", "w", "y", "z", "list"], ignoreOrder: true);
        model.Graph.Values["y"].Shape.ShouldNotBeNull().ShouldBeEmpty();
        model.Graph.Values["list"].Element.ShouldBeNull();
    }

    [Fact]
    public void An_attribute_has_a_default_or_is_required()
    {
        using var model = Open(OnnxMessages.Graph([OnnxMessages.Node("Gemm", ["x"], ["y"], "fc")]));
        var node = model.Graph.Nodes[0];
        node.Has("alpha").ShouldBeFalse();
        node.Int("transB", 1).ShouldBe(1);
        node.Float("alpha", 1f).ShouldBe(1f);
        node.String("mode", "linear").ShouldBe("linear");
        node.Ints("pads", [0, 0]).ShouldBe([0, 0]);
        Should
            .Throw<WeightsException>(() => node.Int("axis"))
            .Message.ShouldBe(
                $"The weights '{File}' are not a usable ONNX file: node 'fc' (Gemm) has no attribute 'axis'. {OnnxSource.Advice}.");
        Should.Throw<WeightsException>(() => node.Tensor("value")).Message.ShouldContain("node 'fc' (Gemm) has no attribute 'value'");
    }

    [Fact]
    public void An_attribute_of_another_kind_is_an_error_that_names_the_node()
    {
        var body = new WireWriter().Text(1, "body").Message(6, OnnxMessages.Graph([])).Integer(20, 5);
        using var model = Open(OnnxMessages.Graph([OnnxMessages.Node("Loop", ["x"], ["y"], "l", body, OnnxMessages.Attribute("n", 1f))]));
        var node = model.Graph.Nodes[0];
        node.Attributes["body"].Supported.ShouldBeFalse();
        node.Attributes["body"].Kind.ShouldBe(OnnxAttributeKind.Graph);
        Should
            .Throw<WeightsException>(() => node.Int("n"))
            .Message.ShouldContain("node 'l' (Loop) has the attribute 'n' of kind Float, where Int is expected");
        Should.Throw<WeightsException>(() => node.Tensor("body")).Message.ShouldContain("of kind Graph, where Tensor is expected");
        Should.Throw<WeightsException>(() => node.Ints("n", [1])).Message.ShouldContain("of kind Float, where Ints is expected");
    }

    [Fact]
    public void A_value_of_zero_may_be_left_out()
    {
        WireWriter Empty(string name, int kind) => new WireWriter().Text(1, name).Integer(20, kind);
        using var model = Open(
            OnnxMessages.Graph([
                OnnxMessages.Node("Op", [], ["y"], "", Empty("f", 1), Empty("i", 2), Empty("s", 3), Empty("t", 4), Empty("is", 7)),
            ]));
        var node = model.Graph.Nodes[0];
        (node.Float("f"), node.Int("i"), node.String("s"), node.Ints("is").Count).ShouldBe((0, 0, "", 0));
        Should.Throw<WeightsException>(() => node.Tensor("t"));
    }

    [Theory, InlineData(6), InlineData(26), InlineData(-1), InlineData(int.MaxValue)]
    public void An_opset_outside_the_range_is_rejected(int opset) =>
        Fault(OnnxMessages.Model(OnnxMessages.Graph([]), opset)).ShouldContain($"its opset is {opset}. Opsets 7 to 25 are read.");

    [Theory, InlineData(7), InlineData(25)]
    public void The_first_and_the_last_opset_are_read(int opset)
    {
        System.IO.File.WriteAllBytes(File, OnnxMessages.Model(OnnxMessages.Graph([]), opset).Bytes);
        using var model = OnnxModel.Open(File);
        model.Opset.ShouldBe(opset);
    }

    [Fact]
    public void Either_name_of_the_domain_is_ONNXs_own()
    {
        System.IO.File.WriteAllBytes(
            File,
            new WireWriter()
                .Integer(1, 8)
                .Message(8, new WireWriter().Text(1, "ai.onnx").Integer(2, 12))
                .Message(7, OnnxMessages.Graph([OnnxMessages.Node("Relu", ["x"], ["y"]).Text(7, "ai.onnx")]))
                .Bytes);
        using var model = OnnxModel.Open(File);
        model.Opset.ShouldBe(12);
        model.Graph.Nodes[0].Domain.ShouldBe("");
    }

    [Fact]
    public void Unsupported_parts_are_rejected_by_name()
    {
        var relu = OnnxMessages.Node("Relu", ["x"], ["y"], "r");
        Fault(new WireWriter().Integer(1, 8).Message(7, OnnxMessages.Graph([]))).ShouldContain("states no opset of ONNX's operators");
        Fault(new WireWriter().Integer(1, 8).Message(8, new WireWriter().Integer(2, 13))).ShouldContain("it has no graph");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([])).Message(7, OnnxMessages.Graph([]))).ShouldContain("it has two graphs");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([])).Message(25, new WireWriter().Text(1, "Relu")))
            .ShouldContain("it redefines ONNX's operator 'Relu'");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([relu]).Message(15, new()))).ShouldContain("sparse initializers");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([], [s_bias, s_bias]))).ShouldContain("two initializers 'b'");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([], [OnnxMessages.Tensor("", OnnxMessages.Float32, 0)])))
            .ShouldContain("an initializer without a name");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([OnnxMessages.Node("", ["x"], ["y"], "r")])))
            .ShouldContain("node 'r' () has no operator");
        Fault(
                OnnxMessages.Model(
                    OnnxMessages.Graph([
                        OnnxMessages.Node("Op", [], [], "r", OnnxMessages.Attribute("a", 1L), OnnxMessages.Attribute("a", 2L)),
                    ])))
            .ShouldContain("node 'r' (Op) has two attributes 'a'");
        Fault(OnnxMessages.Model(OnnxMessages.Graph([OnnxMessages.Node("Op", [], [], "r", new WireWriter().Text(1, "a").Integer(3, 1))])))
            .ShouldContain("node 'r' (Op) has the attribute 'a' without a kind");
    }

    [Fact]
    public void Another_kind_of_file_is_named()
    {
        System.IO.File.WriteAllText(File, "<!DOCTYPE html><html>");
        Should.Throw<WeightsException>(() => OnnxModel.Open(File)).Message.ShouldContain("are an HTML page");
        ZipCheckpoint.Write(_folder["net.pth"], [CheckpointTensor.FromElements("w", [1], 1)]);
        Should.Throw<WeightsException>(() => OnnxModel.Open(_folder["net.pth"])).Message.ShouldContain("are a zip archive. An ONNX model");
        Should.Throw<WeightsException>(() => OnnxModel.Open(_folder["gone.onnx"])).Message.ShouldContain("do not exist");
        Should.Throw<WeightsException>(() => OnnxModel.Open(_folder.Root)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void A_model_is_a_file_of_its_initializers()
    {
        System.IO.File.WriteAllBytes(
            _folder["weights.bin"],
            OnnxMessages
                .Model(OnnxMessages.Graph([], [OnnxMessages.RawTensor("a", OnnxMessages.UInt16, [2], (ushort)1, (ushort)65535), s_bias]))
                .Message(14, OnnxMessages.Entry("classes", "cat,dog"))
                .Bytes);
        using (var file = WeightsFile.Open(_folder["weights.bin"]))
        {
            file.Format.ShouldBe("ONNX");
            file.Tensors.Select(tensor => tensor.Name).ShouldBe(["a", "b"]);
            using var scope = TorchSharp.torch.NewDisposeScope();
            foreach (var tensor in file.Tensors) file.Read(tensor).dtype.ShouldBe(tensor.Type);
        }
        var inspection = ModelInspection.FromFile(_folder["weights.bin"]);
        (inspection.Format, inspection.Parameters).ShouldBe(("ONNX", 4));
        inspection.ClassNames.ShouldBe(["cat", "dog"]);
        inspection.NoNetwork.ShouldNotBeNull();
        inspection.Tensors[0].Type.ShouldBe("int32");
        ModelConversion.Write(_folder["weights.bin"], _folder["a.safetensors"], null);
        using var read = Safetensors.Read(_folder["a.safetensors"])["a"];
        read.data<int>().ToArray().ShouldBe([1, 65535]);
    }

    [Fact]
    public void An_initializer_of_an_unsupported_type_is_named()
    {
        System.IO.File.WriteAllBytes(
            File,
            OnnxMessages.Model(OnnxMessages.Graph([], [OnnxMessages.Tensor("labels", OnnxMessages.Text, 1).Text(6, "cat")])).Bytes);
        Should
            .Throw<WeightsException>(() => WeightsFile.Open(File))
            .Message.ShouldContain($"'{File}' are not a usable ONNX file: tensor 'labels': elements of type string are not supported");
        // The file was closed.
        System.IO.File.Delete(File);
    }

    public void Dispose() => _folder.Dispose();

    private OnnxModel Open(WireWriter graph)
    {
        System.IO.File.WriteAllBytes(File, OnnxMessages.Model(graph).Bytes);
        return OnnxModel.Open(File);
    }

    private string Fault(WireWriter model)
    {
        System.IO.File.WriteAllBytes(File, model.Bytes);
        var message = Should.Throw<WeightsException>(() => OnnxModel.Open(File)).Message;
        message.ShouldStartWith($"The weights '{File}' are not a usable ONNX file: ");
        return message;
    }
}

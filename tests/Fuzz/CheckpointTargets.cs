using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Graphs;
using static TorchSharp.torch;

namespace Workbench.Fuzzing;

/// <summary>Small checkpoints of every format, so that most damage hits their structure.</summary>
internal static class CheckpointTargets
{
    public static IEnumerable<FuzzTarget> All(string folder)
    {
        string In(string name) => Path.Combine(folder, name);
        Engine.Native.TorchRuntime.Load();
        CheckpointTensor[] tensors =
        [
            .. Enumerable.Range(0, 6).Select(i => CheckpointTensor.FromElements($"features.{i}.weight", [2, 3], 1, 2, 3, 4, 5, 6)),
        ];
        ZipCheckpoint.Write(In("zip.pth"), tensors);
        LegacyCheckpoint.Write(In("legacy.pth"), tensors, CheckpointType.Float16);
        using (NewDisposeScope())
            Safetensors.Write(
                In("plain.safetensors"),
                tensors.ToDictionary(given => given.Name, given => tensor(given.Rows.Single()).reshape(2, 3)),
                new Dictionary<string, string> { ["classes"] = "a,b" });
        var wrapped = new PickleWriter()
            .Protocol()
            .Step('}', '(')
            .Text("epoch")
            .Number(3)
            .Text("state_dict")
            .Step('}', '(')
            .Text("module.a")
            .Tensor("Float", "0", 6, [3, 2], [1, 3])
            .Text("module.b").Tensor("Half", "1", 2, [2]).Step('u', 'u', '.').Bytes;
        ZipCheckpoint.Write(In("wrapped.pth"), [("x/data.pkl", wrapped), ("x/data/0", new byte[24]), ("x/data/1", new byte[4])]);
        // Opcodes that older pickles also use.
        var old = new PickleWriter()
            .Protocol(4)
            .Step('}', '\x94', '(')
            .OldText("a")
            .Name("torch.nn.parameter", "Parameter")
            .Tensor("Float", "0", 6, [6], legacy: true)
            .Step('\x85', 'R', '(', '\x88', 'N', 't', 'b')
            .Text("b")
            .Name("torch", "FloatTensor")
            .Step(')', '\x81')
            .Text("list")
            .Step(']', '(')
            .Fraction(0.5)
            .Number(1L << 40)
            .Step('e')
            .Text("set")
            .Step('\x8f', '(', 'N', '\x90', 'u', '.')
            .Bytes;
        File.WriteAllBytes(
            In("old.pth"),
            [.. LegacyCheckpoint.Header(), .. old, .. LegacyCheckpoint.Keys(["0"]), .. BitConverter.GetBytes(6L), .. new byte[24]]);
        File.WriteAllBytes(
            In("net.onnx"),
            OnnxMessages
                .Model(
                    OnnxMessages.Graph(
                        [OnnxMessages.Node("Conv", ["x", "w"], ["y"], "conv1", OnnxMessages.Attribute("pads", new long[] { 1, 1, 1, 1 }))],
                        [
                            OnnxMessages.RawTensor("w", OnnxMessages.Float32, [2, 1], 1f, 2),
                            OnnxMessages.Tensor("b", OnnxMessages.Float16, 2).PackedIntegers(5, [0x3c00, 0x4000]),
                        ]))
                .Bytes);
        File.WriteAllBytes(
            In("small.onnx"),
            OnnxMessages
                .Model(
                    OnnxMessages.Graph(
                        [
                            OnnxMessages.Node("Conv", ["x", "w"], ["c"], "conv", OnnxMessages.Attribute("pads", new long[] { 1, 1, 1, 1 })),
                            OnnxMessages.Node("LeakyRelu", ["c"], ["r"], "relu"),
                            OnnxMessages.Node("Add", ["r", "c"], ["a"], "add"),
                            OnnxMessages.Node("GlobalAveragePool", ["a"], ["y"], "mean"),
                        ],
                        [OnnxMessages.RawTensor("w", OnnxMessages.Float32, [1, 3, 1, 1], 1f, 2, 3)],
                        [OnnxMessages.Value("x", OnnxMessages.Float32, ["N", 3L, 8L, 8L])],
                        [OnnxMessages.Value("y", OnnxMessages.Float32, null)]))
                .Bytes);
        GraphConversion.Write(In("small.onnx"), In("graph.safetensors"), null);
        foreach (var name in new[] { "small.onnx", "graph.safetensors" })
            yield return FuzzTarget.FromFile<WeightsException>("checkpoints", In(name), text: false, Load);
        foreach (var name in new[] { "zip.pth", "legacy.pth", "plain.safetensors", "wrapped.pth", "old.pth", "net.onnx" })
            yield return FuzzTarget.FromFile<WeightsException>("checkpoints", In(name), text: false, Read);
    }

    private static void Load(string path)
    {
        using var model = ModelService.Load(path, "cpu");
    }

    private static void Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Open(path);
        foreach (var stored in file.Tensors)
            if (!file.Read(stored).shape.SequenceEqual(stored.Shape))
                throw new InvalidOperationException($"'{stored.Name}' has another shape than its file states.");
    }
}

using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Random graphs of all operators with random inputs, attributes and constants become networks or are rejected by name.</summary>
public sealed class OnnxGraphFuzzTests
{
    private static readonly long[] s_numbers =
        [0, 1, 2, 3, 4, 8, 64, 192, -1, -2, -3, 1000, 1_000_003, int.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly string[] s_attributes =
    [
        "axis", "axes", "perm", "pads", "strides", "dilations", "kernel_shape", "group", "keepdims", "alpha", "beta", "epsilon", "mode",
        "ceil_mode", "split", "transB", "auto_pad", "to", "start", "end", "allowzero", "count_include_pad", "approximate", "value_ints",
    ];

    private static readonly string[] s_texts =
        ["SAME_UPPER", "SAME_LOWER", "VALID", "constant", "reflect", "linear", "nearest", "tanh", "none", ""];

    [Theory, InlineData(1), InlineData(22)]
    public void A_random_graph_is_built_or_rejected_by_name(int seed)
    {
        string[] operators = [.. NodeTable.Operators, "Constant", "ConstantOfShape", "Cast", "Shape", "Size", "Floor", "DequantizeLinear"];
        var random = new Random(seed);
        var (built, rejected) = (0, 0);
        for (var i = 0; i < TestTier.Choose(800, 8_000); i++)
        {
            using var net = new OnnxNet { Opset = random.Next(11, 26) };
            List<string> values = ["x", net.Random("w", 4, 3, 1, 1), net.Random("c", 3), net.Random("m", 3, 3), net.Integers("n0", 1, -1)];
            values.Add(net.Integers("n1", [.. Enumerable.Range(0, random.Next(5)).Select(_ => Number(random))]));
            string Value() => random.Next(3) == 0 ? net.Last : values[random.Next(values.Count)];
            for (var node = random.Next(1, 6); node > 0; node--)
            {
                var operation = operators[random.Next(operators.Length)];
                var inputs = Enumerable.Range(0, random.Next(1, 5)).Select(position => position == 0 ? net.Last : Value()).ToList();
                if (random.Next(8) == 0) inputs[random.Next(inputs.Count)] = "";
                string[] outputs = [.. Enumerable.Range(0, random.Next(1, 3)).Select(part => $"v{node}.{part}")];
                var attributes = s_attributes.Where(_ => random.Next(5) == 0).Select(name => Attribute(name, random)).ToList();
                values.AddRange(outputs);
                net.Node(operation, inputs, outputs, $"n{node}", attributes);
            }
            if (random.Next(2) == 0) net.Node("GlobalAveragePool", [net.Last], ["pool"]).Node("Flatten", ["pool"], ["flat"]);
            net.Write();
            if (Build(net.File)) built++;
            else rejected++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{built} built, {rejected} rejected");
        built.ShouldBeGreaterThan(10);
        rejected.ShouldBeGreaterThan(100);
    }

    private static bool Build(string file)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        try
        {
            using var model = OnnxModel.Open(file);
            var network = OnnxNetwork.Build(model, ModelVariant.Torchvision, constant => constant.Read(ScalarType.Float32));
            network.Architecture.Shapes(OnnxNet.Side, OnnxNet.Side).Count.ShouldBe(network.Layers.Count);
            return true;
        }
        catch (WeightsException error)
        {
            error.Message.ShouldContain($"'{file}'");
            error.Message.Length.ShouldBeLessThan(2_000);
            return false;
        }
    }

    private static long Number(Random random) => random.Next(4) == 0 ? s_numbers[random.Next(s_numbers.Length)] : random.Next(-1, 5);

    private static WireWriter Attribute(string name, Random random) => random.Next(IsText(name) ? 1 : 5) switch
    {
        0 => OnnxMessages.Attribute(name, s_texts[random.Next(s_texts.Length)]),
        1 => OnnxMessages.Attribute(name, new[] { 0.5f, 1, -1, float.NaN, float.PositiveInfinity }[random.Next(5)]),
        2 or 3 when !IsList(name) => OnnxMessages.Attribute(name, Number(random)),
        _ => OnnxMessages.Attribute(name, Enumerable.Range(0, random.Next(5)).Select(_ => Number(random)).ToArray()),
    };

    private static bool IsText(string name) => name is "mode" or "auto_pad" or "approximate";

    private static bool IsList(string name) =>
        name is "axes" or "perm" or "pads" or "strides" or "dilations" or "kernel_shape" or "split" or "value_ints";
}

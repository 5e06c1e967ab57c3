using System.Text.Json;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Files of PyTorch's exporter and published networks. They are not shipped; without them the tests are skipped.</summary>
public sealed class OnnxReferenceTests
{
    [Fact]
    public void Exported_networks_have_the_stated_operators_and_opset()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared("reference", "graph"), "manifest.json")));
        var count = 0;
        foreach (
            var file in manifest
                .RootElement.GetProperty("models")
                .EnumerateArray()
                .SelectMany(model => model.GetProperty("onnx").EnumerateArray()))
        {
            using var model = OnnxModel.Open(Path.Combine(Shared("reference", "graph"), file.GetProperty("file").GetString()!));
            model.Opset.ShouldBe(file.GetProperty("opset").GetInt32(), model.Path);
            model.FormatVersion.ShouldBe(file.GetProperty("ir").GetInt32());
            model.Producer.ShouldBe("pytorch");
            model
                .Graph.Nodes.CountBy(node => node.Operator)
                .ToDictionary()
                .ShouldBe(
                    file.GetProperty("operators").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32()),
                    ignoreOrder: true,
                    model.Path);
            model.Graph.Inputs.Select(input => input.Name).ShouldBe([file.GetProperty("input").GetString()!]);
            model.Graph.Outputs.Select(output => output.Name).ShouldBe([file.GetProperty("output").GetString()!]);
            foreach (var (axis, symbol) in Symbols(file, "input"))
                model.Graph.Inputs[0].Shape.ShouldNotBeNull()[axis].ShouldBe(new OnnxSize(null, symbol));
            foreach (var tensor in model.Graph.Initializers.Values)
                using (var read = tensor.Read())
                    read.shape.ShouldBe([.. tensor.Shape]);
            ModelInspection.FromFile(model.Path).Format.ShouldBe("ONNX");
            count++;
        }
        count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Exported_tensors_equal_those_of_the_state_dict()
    {
        var folder = Path.Combine(Shared("reference", "graph"), "models");
        using var scope = NewDisposeScope();
        foreach (var path in Directory.GetFiles(folder, "*-bn.onnx"))
        {
            var expected = Safetensors.Read(Path.Combine(folder, Path.GetFileName(path).Split('.')[0] + ".safetensors"));
            using var model = OnnxModel.Open(path);
            var both = model.Graph.Initializers.Values.Where(tensor => expected.ContainsKey(tensor.Name)).ToList();
            both.Count.ShouldBeGreaterThan(10, path);
            foreach (var tensor in both) tensor.Read().equal(expected[tensor.Name]).all().item<bool>().ShouldBeTrue(tensor.Label);
        }
    }

    [Fact]
    public void Published_networks_are_read()
    {
        var files = Directory.GetFiles(Shared("networks"), "*.onnx");
        files.ShouldNotBeEmpty();
        foreach (var path in files)
        {
            using var model = OnnxModel.Open(path);
            model.Metadata.ShouldNotBeEmpty(path);
            model.Graph.Inputs.ShouldHaveSingleItem(path);
            ModelInspection.FromFile(path).Tensors.Count.ShouldBe(model.Graph.Initializers.Count, path);
            foreach (var tensor in model.Graph.Initializers.Values)
                using (var read = tensor.Read(ScalarType.Float32))
                    read.isfinite().all().item<bool>().ShouldBeTrue(tensor.Label);
        }
    }

    private static IEnumerable<(int Axis, string Symbol)> Symbols(JsonElement file, string value) =>
        file.GetProperty("dynamic").TryGetProperty(value, out var axes)
            ? axes.EnumerateObject().Select(axis => (int.Parse(axis.Name, null), axis.Value.GetString()!))
            : [];

    private static string Shared(params string[] path)
    {
        var folder = Repository.Shared is { } shared ? Path.Combine([shared, .. path]) : null;
        Assert.SkipUnless(
            Directory.Exists(folder),
            "The networks are missing: set WORKBENCH_SHARED to the folder with reference/graph/ and networks/.");
        return folder;
    }
}

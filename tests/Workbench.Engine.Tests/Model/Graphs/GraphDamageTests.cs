using System.Text.Json.Nodes;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Tests.Model.Onnx;
using static TorchSharp.torch;
using static Workbench.Engine.Tests.Model.Onnx.OnnxAttributes;

namespace Workbench.Engine.Tests.Model.Graphs;

/// <summary>A damaged or hostile graph in a file's metadata is rejected with the name of its layer.</summary>
public sealed class GraphDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _text;
    private readonly Dictionary<string, Tensor> _tensors;

    public GraphDamageTests()
    {
        using var net = new OnnxNet();
        net.Node("Conv", ["x", net.Random("w", 4, 3, 3, 3), net.Random("b", 4)], ["c"], "conv", Ints("pads", 1, 1, 1, 1))
            .Node("LeakyRelu", ["c"], ["r"], "relu")
            .Node("Add", ["r", "c"], ["a"], "add")
            .Node("MaxPool", ["a"], ["p"], "pool", Ints("kernel_shape", 2, 2))
            .ThenMean()
            .Write();
        GraphConversion.Write(net.File, _folder["net.safetensors"], null);
        using var file = Engine.Model.Files.WeightsFile.Open(_folder["net.safetensors"]);
        _text = file.Metadata[StoredGraphWriter.Key];
        _tensors = Safetensors.Read(_folder["net.safetensors"]);
    }

    [Theory]
    [InlineData(
        "\"inputs\":[null]", "\"inputs\":[\"add\"]",
        "layer 'conv' reads 'add', which no layer before it computes: it does not exist, or there is a cycle")]
    [InlineData("\"inputs\":[\"relu\",\"conv\"]", "\"inputs\":[\"add\",\"conv\"]", "layer 'add' reads 'add', which no layer before")]
    [InlineData("\"inputs\":[\"relu\",\"conv\"]", "\"inputs\":[]", "layer 'add' has 0 inputs, where Add has 2 or more")]
    [InlineData("\"inputs\":[\"relu\",\"conv\"]", "\"inputs\":[\"relu\",null]", "layer 'add' adds inputs of two shapes, 4×8×8 and 3×8×8")]
    [InlineData(
        "\"inputs\":[\"relu\",\"conv\"]", "\"inputs\":[\"relu\",7]", "layer 'add' has an input that is neither a name nor null, the image")]
    [InlineData(
        "\"operator\":\"LeakyReLU\"", "\"operator\":\"Magic\"", "layer 'relu' has the unknown operator 'Magic'. Known are Conv2d, ")]
    [InlineData("\"slope\":0.009999999776482582", "\"slope\":1e999",
        "layer 'relu' has 'slope' of Infinity, where a finite number is expected")]
    [InlineData("\"slope\":0.009999999776482582", "\"slope\":1,\"more\":2", "layer 'relu' has the unknown attribute 'more'")]
    [InlineData("\"attributes\":{\"slope\":0.009999999776482582},", "", "layer 'relu' has no attribute 'slope'")]
    [InlineData(
        "\"weight\":\"conv.weight\"", "\"weight\":\"ghost\"", "layer 'conv' needs the tensor 'ghost', which the file does not have")]
    [InlineData("\"weight\":\"conv.weight\",", "", "layer 'conv' has no weight")]
    [InlineData(
        "\"weight\":\"conv.weight\"", "\"weight\":\"conv.bias\"",
        "layer 'conv' needs a floating-point tensor [4,3,3,3], but 'conv.bias' is float32 [4]")]
    [InlineData(",\"bias\":\"conv.bias\"", "", "its graph has no place for the tensor 'conv.bias'")]
    [InlineData("\"out\":4", "\"out\":2000000000", "layer 'conv' computes 2000000000×8×8 numbers for each image")]
    [InlineData("\"out\":4", "\"out\":9223372036854775808", "layer 'conv' has 'out' of another kind than whole numbers of 1 to 2147483647")]
    [InlineData("\"groups\":1", "\"groups\":2", "layer 'conv' has 2 groups for 3 to 4 channels")]
    [InlineData("\"stride\":[1,1]", "\"stride\":[0,1]", "layer 'conv' has 'stride' of another kind than whole numbers of 1 to 4096")]
    [InlineData("\"kernel\":[2,2]", "\"kernel\":[2]", "layer 'pool' has 'kernel' of another length than 2")]
    [InlineData("\"kernel\":[2,2]", "\"kernel\":[99,99]", "layer 'pool' has windows of 99×99, larger than its input of 8×8")]
    [InlineData("\"name\":\"add\"", "\"name\":\"relu\"", "layer 'relu' exists already")]
    [InlineData("\"name\":\"add\"", "\"name\":\"\"", "its graph has a layer 2 without a name")]
    [InlineData("\"name\":\"add\"", "\"surname\":\"add\"", "its graph has a layer 2 without a name")]
    [InlineData("\"name\":\"add\"", "\"name\":\"add\",\"x\":1", "layer 'add' has an unknown key 'x'")]
    [InlineData("\"name\":\"add\"", "\"name\":\"add\",\"name\":\"b\"", "its graph cannot be read")]
    [InlineData("\"version\": 1", "\"version\": 2", "its graph has another version than 1")]
    [InlineData("\"input-size\": 8", "\"input-size\": 100000", "its graph has no 'input-size' of 1 to 4096")]
    [InlineData("\"layers\": [", "\"layers\": [[[[[[[[[", "its graph cannot be read")]
    [InlineData(
        "\"names\": {", "\"names\": {\"z\":\"nowhere\",",
        "its graph gives the name 'z' to a layer that does not exist, or the name is not one")]
    public void Damage_is_named(string from, string to, string message)
    {
        _text.ShouldContain(from);
        Fault(_text.Replace(from, to)).ShouldContain(message);
    }

    [Fact]
    public void An_output_that_is_not_one_number_for_each_class()
    {
        var graph = JsonNode.Parse(_text)!.AsObject();
        var layers = graph["layers"]!.AsArray();
        while (layers.Count > 4) layers.RemoveAt(layers.Count - 1);
        graph.Remove("names");
        Fault(graph.ToJsonString()).ShouldEndWith("its last layer is 4×7×7, where one number for each class is expected.");
        layers.Clear();
        Fault(graph.ToJsonString()).ShouldEndWith("its graph has no list of 1 to 20000 layers.");
    }

    [Fact]
    public void Random_damage_is_read_or_rejected_by_name()
    {
        var random = new Random(5);
        var (read, rejected) = (0, 0);
        string[] parts = [.. _text.Split('"')];
        for (var i = 0; i < TestTier.Choose(300, 3_000); i++)
        {
            var text = _text;
            var at = random.Next(text.Length);
            var part = parts[random.Next(parts.Length)];
            text = random.Next(4) switch
            {
                0 => text.Remove(at, Math.Min(text.Length - at, random.Next(1, 6))),
                1 => text.Insert(at, "\"\\{}[]:,-0123456789e.nulltrue"[random.Next(27)].ToString()),
                2 => text.Replace(part.Length > 0 ? part : "relu", parts[random.Next(parts.Length)]),
                _ => text[..at] + (char)random.Next(32, 127) + text[(at + 1)..],
            };
            try
            {
                Load(text);
                read++;
            }
            catch (WeightsException error)
            {
                error.Message.Length.ShouldBeLessThan(1_500);
                rejected++;
            }
        }
        (read + rejected).ShouldBeGreaterThan(200);
        rejected.ShouldBeGreaterThan(100);
    }

    private string Fault(string text)
    {
        var message = Should.Throw<WeightsException>(() => Load(text)).Message;
        message.ShouldStartWith($"The weights '{_folder["bad.safetensors"]}' cannot become a network: ");
        return message;
    }

    private void Load(string text)
    {
        Safetensors.Write(_folder["bad.safetensors"], _tensors, new Dictionary<string, string> { [StoredGraphWriter.Key] = text });
        using var model = ModelService.Load(_folder["bad.safetensors"], "cpu", ScalarType.Float32);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
        _folder.Dispose();
    }
}

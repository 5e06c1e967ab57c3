using System.Text.Json;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>Logits of PyTorch's own networks, which are not shipped.</summary>
public sealed class MobileReferenceTests
{
    [Theory, InlineData("efficientnet"), InlineData("regnet_x")]
    public void Logits_equal_torchvisions(string name)
    {
        var folder = Path.Combine(Repository.Shared ?? "", "reference", "graph");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "manifest.json")), "The references of graphs are missing.");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        var logits = manifest.RootElement.GetProperty("models").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name)
            .GetProperty("logits");
        using var model = ModelService.Load(Path.Combine(folder, "models", $"{name}.safetensors"), "cpu", ScalarType.Float64);
        foreach (var input in manifest.RootElement.GetProperty("inputs").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var array = Npy.Read(Path.Combine(folder, input.GetProperty("file").GetString()!));
            using var forward = ForwardPass.Run(
                model.Network, tensor(array.Doubles(), [.. array.Shape.Select(size => (long)size)], ScalarType.Float64), _ => false);
            double[] expected =
                [.. logits.GetProperty(input.GetProperty("image").GetString()!).EnumerateArray().Select(value => value.GetDouble())];
            var deviation = (forward.Logits[0] - tensor(expected, ScalarType.Float64)).abs().max().item<double>();
            (deviation / expected.Max(Math.Abs)).ShouldBeLessThan(1e-10);
        }
    }
}

using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>The architecture follows from the shapes.</summary>
public sealed class ChainTests
{
    [Fact]
    public void A_vgg16_has_torchvisions_names_and_the_papers_aliases()
    {
        using var model = Nets.Load(Nets.Narrow);
        var architecture = model.Architecture;
        architecture.Layers.Count(layer => layer.Kind == LayerKind.Conv2d).ShouldBe(13);
        architecture.Layers.Where(layer => layer.Kind == LayerKind.MaxPool2d).Select(layer => layer.Name)
            .ShouldBe(["features.4", "features.9", "features.16", "features.23", "features.30"]);
        architecture.Layers.Where(layer => layer.Alias is not null).Select(layer => (layer.Alias, layer.Name, layer.Kind))
            .ShouldBe([
                ("b1", "features.3", LayerKind.ReLU),
                ("b2", "features.8", LayerKind.ReLU),
                ("b3", "features.15", LayerKind.ReLU),
                ("b4", "features.22", LayerKind.ReLU),
                ("b5", "features.29", LayerKind.ReLU),
            ]);
        architecture.Layers.Select(layer => layer.Index).ShouldBe(Enumerable.Range(0, architecture.Layers.Count));
        architecture.Layers.Where(layer => layer.Name.StartsWith("classifier", StringComparison.Ordinal)).Select(layer => layer.Kind)
            .ShouldBe([
                LayerKind.Linear, LayerKind.ReLU, LayerKind.Dropout, LayerKind.Linear, LayerKind.ReLU, LayerKind.Dropout, LayerKind.Linear,
            ]);
        (architecture.Classes, architecture.InputSize).ShouldBe((6, 224));
        architecture["b3"].ShouldBe(architecture["features.15"]);
        architecture.ToString().ShouldStartWith("VGG-16, convolutions 4-4-8-8-8-8-8-");
    }

    [Fact]
    public void The_input_size_follows_from_the_heads_side()
    {
        using var folder = new TemporaryFolder();
        RandomVgg.Write(folder["a"], Nets.Narrow, 8, 3, 1, side: 2);
        using var model = ModelService.Load(folder["a"], "cpu");
        model.Architecture.InputSize.ShouldBe(64);
        model.Dtype.ShouldBe(ScalarType.Float32);
    }

    [Theory]
    [InlineData("gpu", "Unknown device 'gpu'; did you mean 'cpu'?")]
    [InlineData("quantum", "Unknown device 'quantum'; known: cpu, cuda.")]
    public void An_unknown_device_is_named(string device, string message) =>
        Should
            .Throw<DeviceException>(() => ModelService.Load(Repository.Reference("narrow-vgg16.safetensors"), device))
            .Message.ShouldBe(message);

    [Fact]
    public void A_missing_cuda_device_is_rejected()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has a CUDA device.");
        Should
            .Throw<DeviceException>(() => ModelService.Load(Repository.Reference("narrow-vgg16.safetensors"), "cuda"))
            .Message.ShouldContain("workbench doctor");
    }
}

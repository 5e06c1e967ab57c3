using Microsoft.ML.OnnxRuntime;
using Workbench.Data;
using Workbench.Data.Downloads;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Oracle.Tests;

/// <summary>The ResNet-18 of 'workbench pull resnet18-imagenet' beside ONNX Runtime. Skipped before it was pulled.</summary>
public sealed class PulledBackboneTests(ITestOutputHelper output)
{
    private static readonly PulledFile s_file = new(Pullables.Find("resnet18-imagenet")!);

    [Fact]
    public void The_pooled_features_are_those_of_ONNX_Runtime()
    {
        Assert.SkipUnless(s_file.Exists, "Run 'workbench pull resnet18-imagenet' first.");
        using var scope = NewDisposeScope();
        using var rng = new Generator(5, CPU);
        var convention = InputConvention.FromName(s_file.Item.Input!);
        using var model = ModelService.Load(
            s_file.Path, "cpu", ScalarType.Float64, convention, form: new ModelVariant { Colours = ColourOrder.Bgr });
        var rgb = rand([1, 3, 224, 224], ScalarType.Float32, CPU, generator: rng) * 255 - 114;
        using var pass = ForwardPass.Run(model.Network, rgb.to(ScalarType.Float64), _ => false);
        using var session = new InferenceSession(s_file.Path);
        var values = new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(
            rgb.flip(1).contiguous().data<float>().ToArray(), [1, 3, 224, 224]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], values)]);
        var expected = tensor([.. results[0].AsTensor<float>().Select(one => (double)one)]);
        var deviation = ((pass.Logits[0] - expected).abs().max() / expected.abs().max()).item<double>();
        output.WriteLine($"{deviation:E2}");
        pass.Logits.shape[1].ShouldBe(512);
        deviation.ShouldBeLessThan(1e-6);   // ONNX Runtime computes in float32
    }

    [Fact]
    public void The_stages_are_those_of_the_network()
    {
        Assert.SkipUnless(s_file.Exists, "Run 'workbench pull resnet18-imagenet' first.");
        using var model = ModelService.Load(s_file.Path, "cpu");
        var network = model.Architecture;
        var shapes = network.Shapes(224, 224);
        foreach (var (alias, channels, side) in ((string, long, long)[])
            [("b1", 64, 112), ("b2", 64, 56), ("b3", 128, 28), ("b4", 256, 14), ("b5", 512, 7)])
        {
            var layer = network.Find(alias).ShouldNotBeNull();
            layer.Kind.ShouldBe(LayerKind.ReLU);
            shapes[layer.Index].ShouldBe([channels, side, side]);
        }
        network.Find("last").ShouldBe(network.Find("b5"));
        network.Layers.Count(layer => layer.Kind == LayerKind.Conv2d).ShouldBe(22);
        network.Layers.Count(layer => layer.Kind == LayerKind.BatchNorm2d).ShouldBe(0);   // all 22 are folded
    }
}

using TorchSharp;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Passes;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>Networks of torchvision's own widths, compared with TorchSharp's modules of the same names.</summary>
public sealed class TorchVisionTests
{
    private const int Classes = 10;

    [Theory]
    [InlineData("resnet18", 65, 47, "ResNet-18")]
    [InlineData("resnet34", 65, 47, "ResNet-34")]
    [InlineData("resnet50", 65, 47, "ResNet-50")]
    [InlineData("alexnet", 79, 95, "AlexNet")]
    [InlineData("googlenet", 65, 47, "GoogLeNet")]
    [InlineData("inception_v3", 81, 95, "Inception v3")]
    public void Logits_equal_those_of_the_module(string name, int height, int width, string called)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var module = Module(name);
        module.to(ScalarType.Float64);
        module.eval();
        using var rng = new Generator(5, CPU);
        // Statistics and shifts that differ from their initial zeros and ones.
        foreach (var (key, tensor) in module.state_dict())
            if (tensor.dim() == 1)
                tensor.copy_(rand(tensor.shape, ScalarType.Float64, CPU, generator: rng) + (IsShift(key) ? -0.5 : 0.5));
        var network = NetworkFamilies.Build(name, module.state_dict(), ModelVariant.Torchvision);
        network.Architecture.Name.ShouldBe(called);
        var input = Nets.Input(2, height, width).to(ScalarType.Float64);
        using var forward = ForwardPass.Run(network, input, _ => false);
        var wanted = module.forward(input);
        ((forward.Logits - wanted).abs().max() / wanted.abs().max()).item<double>().ShouldBeLessThan(1e-10);
    }

    private static bool IsShift(string name) =>
        name.EndsWith(".bias", StringComparison.Ordinal) || name.EndsWith(".running_mean", StringComparison.Ordinal);

    private static nn.Module<Tensor, Tensor> Module(string name) => name switch
    {
        "resnet18" => models.resnet18(num_classes: Classes),
        "resnet34" => models.resnet34(num_classes: Classes),
        "resnet50" => models.resnet50(num_classes: Classes),
        "alexnet" => models.alexnet(num_classes: Classes),
        "googlenet" => models.googlenet(num_classes: Classes),
        "inception_v3" => models.inception_v3(num_classes: Classes),
        _ => throw new ArgumentException(name, nameof(name)),
    };
}

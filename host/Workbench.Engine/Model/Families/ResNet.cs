using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// ResNet, ResNeXt and Wide ResNet, with the stride in a bottleneck's 3×3 convolution as torchvision has it. He et al., CVPR 2016; Xie et
/// al., CVPR 2017; Zagoruyko and Komodakis, BMVC 2016.
/// </summary>
internal sealed class ResNet : NetworkFamily
{
    private const int Stages = 4;

    /// <inheritdoc/>
    public override string Name => "ResNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures =>
    [
        "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d",
        "wide_resnet50_2", "wide_resnet101_2",
    ];

    /// <inheritdoc/>
    public override string Marker => "layer1.0.conv1.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.ConvNorm(ModuleBuilder.Input, "conv1", "bn1", stride: 2);
        x = network.Block(network.Relu(x, "relu"));
        x = network.MaxPool(x, "maxpool", Window.Square(3, stride: 2, padding: 1));
        var depth = 2;   // the first convolution and the fully connected layer
        for (var stage = 1; stage <= Stages; stage++)
        {
            for (var i = 0; network.Has($"layer{stage}.{i}"); i++)
            {
                x = Residual(network, x, $"layer{stage}.{i}", stride: stage > 1 && i == 0 ? 2 : 1);
                depth += IsBottleneck(network, $"layer{stage}.{i}") ? 3 : 2;
            }
            network.Block(network.Module($"layer{stage}", x));
        }
        network.Linear(network.GlobalAverage(x, "avgpool"), "fc");
        return Describe(network, depth);
    }

    private static bool IsBottleneck(ModuleBuilder network, string name) => network.Has($"{name}.conv3") || network.Has($"{name}.bn3");

    private static Value Residual(ModuleBuilder network, Value x, string name, long stride)
    {
        var bottleneck = IsBottleneck(network, name);
        var y = network.ConvNorm(x, $"{name}.conv1", $"{name}.bn1", bottleneck ? 1 : stride);
        y = network.ConvNorm(network.Relu(y, $"{name}.relu"), $"{name}.conv2", $"{name}.bn2", bottleneck ? stride : 1);
        if (bottleneck) y = network.ConvNorm(network.Relu(y, $"{name}.relu"), $"{name}.conv3", $"{name}.bn3");
        var skip = network.Has($"{name}.downsample")
            ? network.Module($"{name}.downsample", network.ConvNorm(x, $"{name}.downsample.0", $"{name}.downsample.1", stride))
            : x;
        return network.Module(name, network.Relu(network.Sum($"{name}.add", y, skip), $"{name}.relu"));
    }

    // Groups and widths of the first bottleneck tell ResNeXt (32×4d: 32 groups of 4) and Wide ResNet (twice 64) apart.
    private static string Describe(ModuleBuilder network, int depth)
    {
        if (network.Tensors.ShapeOf("layer1.0.conv2.weight") is not [var width, var own, ..] || !IsBottleneck(network, "layer1.0"))
            return $"ResNet-{depth}";
        var stem = network.Tensors.ShapeOf("conv1.weight")[0];
        return width != own ? $"ResNeXt-{depth} {width / own}x{own}d"
            : width == 2 * stem ? $"Wide ResNet-{depth}-2"
            : $"ResNet-{depth}";
    }
}

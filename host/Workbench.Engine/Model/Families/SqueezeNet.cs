using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// SqueezeNet 1.0 and 1.1: fire modules, and a convolution whose channels are the classes. A gap in the numbering is a max-pool, as in VGG.
/// Version 1.0 begins with a 7×7 convolution, version 1.1 with 3×3. Iandola et al., 2016 (arXiv:1602.07360).
/// </summary>
internal sealed class SqueezeNet : NetworkFamily
{
    private const int FirstFire = 3;   // behind a convolution, a ReLU and a pool

    /// <inheritdoc/>
    public override string Name => "SqueezeNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["squeezenet1_0", "squeezenet1_1"];

    /// <inheritdoc/>
    public override string Marker => "features.3.squeeze.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.Relu(network.Conv(ModuleBuilder.Input, "features.0", stride: 2, padding: 0), "features.1");
        x = Pool(network, x, "features.2");
        for (var i = FirstFire; ; i++)
            if (network.Has($"features.{i}")) x = Fire(network, x, $"features.{i}");
            else if (network.Has($"features.{i + 1}")) x = Pool(network, x, $"features.{i}");
            else break;
        network.Block(network.Module("features", x));
        x = network.Conv(network.Dropout(x, "classifier.0"), "classifier.1");
        x = network.Relu(x, "classifier.2");
        network.Flatten(network.Module("classifier", network.AdaptiveAverage(x, "classifier.3", 1)), "flatten");
        return network.Tensors.ShapeOf("features.0.weight") is [_, _, 3, 3] ? "SqueezeNet 1.1" : "SqueezeNet 1.0";
    }

    private static Value Pool(ModuleBuilder network, Value x, string name) =>
        network.MaxPool(network.Block(x), name, Window.Square(3, stride: 2, ceil: true));

    private static Value Fire(ModuleBuilder network, Value x, string name)
    {
        Value Active(Value input, string part) =>
            network.Relu(network.Conv(input, $"{name}.{part}"), $"{name}.{part}_activation");
        var squeezed = Active(x, "squeeze");
        return network.Module(
            name, network.Concat($"{name}.cat", Active(squeezed, "expand1x1"), Active(squeezed, "expand3x3")));
    }
}

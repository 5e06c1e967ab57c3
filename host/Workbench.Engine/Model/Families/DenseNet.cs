using System.Text.RegularExpressions;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// DenseNet: each layer reads all values of its block before it, joined along the channels. Growth, widths and depth follow from the
/// shapes. Huang et al., CVPR 2017.
/// </summary>
internal sealed partial class DenseNet : NetworkFamily
{
    /// <inheritdoc/>
    public override string Name => "DenseNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["densenet121", "densenet161", "densenet169", "densenet201"];

    /// <inheritdoc/>
    public override string Marker => "features.conv0.weight";

    /// <summary>torchvision's published files have <c>norm.1.weight</c> for <c>norm1.weight</c>.</summary>
    /// <inheritdoc/>
    public override string PresentName(string name) => NumberedPart().Replace(name, "");

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.ConvNorm(ModuleBuilder.Input, "features.conv0", "features.norm0", stride: 2);
        x = network.Block(network.Relu(x, "features.relu0"));
        x = network.MaxPool(x, "features.pool0", Window.Square(3, stride: 2, padding: 1));
        var depth = 2;   // the first convolution and the fully connected layer
        for (var block = 1; network.Has($"features.denseblock{block}"); block++)
        {
            for (var i = 1; network.Has($"features.denseblock{block}.denselayer{i}"); i++, depth += 2)
                x = Dense(network, x, $"features.denseblock{block}.denselayer{i}");
            network.Module($"features.denseblock{block}", x);
            if (!network.Has($"features.transition{block}")) break;
            x = Transition(network, network.Block(x), $"features.transition{block}");
            depth++;
        }
        x = network.Module("features", network.Norm(x, "features.norm5"));
        x = network.Block(network.Relu(x, "relu"));
        network.Linear(network.GlobalAverage(x, "avgpool"), "classifier");
        return $"DenseNet-{depth}";
    }

    // The input, and behind it the new channels.
    private static Value Dense(ModuleBuilder network, Value x, string name)
    {
        var y = network.Relu(network.Norm(x, $"{name}.norm1"), $"{name}.relu1");
        y = network.Relu(network.ConvNorm(y, $"{name}.conv1", $"{name}.norm2"), $"{name}.relu2");
        y = network.Module(name, network.Conv(y, $"{name}.conv2", needsBias: false));
        return network.Concat($"{name}.cat", x, y);
    }

    private static Value Transition(ModuleBuilder network, Value x, string name)
    {
        x = network.Conv(network.Relu(network.Norm(x, $"{name}.norm"), $"{name}.relu"), $"{name}.conv", needsBias: false);
        return network.Module(name, network.AveragePool(x, $"{name}.pool", Window.Square(2, stride: 2)));
    }

    [GeneratedRegex(@"(?<=\.denselayer\d+\.(norm|conv))\.(?=[12]\.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberedPart();
}

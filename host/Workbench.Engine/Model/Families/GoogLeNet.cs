using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// GoogLeNet with batch normalisation, as torchvision has it: its third branch has 3×3 kernels where the paper has 5×5, and its pools count
/// partial windows. Szegedy et al., CVPR 2015.
/// </summary>
internal sealed class GoogLeNet : InceptionFamily
{
    /// <inheritdoc/>
    public override string Name => "GoogLeNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["googlenet"];

    /// <inheritdoc/>
    public override string Marker => "inception3a.branch1.conv.weight";

    /// <inheritdoc/>
    public override IReadOnlyList<string> OnlyInTraining => ["aux1.", "aux2."];

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        Value Pool(Value x, int number, long kernel = 3) =>
            network.MaxPool(network.Block(x), $"maxpool{number}", Window.Square(kernel, stride: 2, ceil: true));
        Value Stage(Value x, int number, string parts) =>
            parts.Aggregate(x, (y, part) => Inception(network, y, $"inception{number}{part}"));

        var x = Pool(Conv(network, Images(network, "conv1"), "conv1", stride: 2), 1);
        x = Pool(Conv(network, Conv(network, x, "conv2"), "conv3"), 2);
        x = Pool(Stage(x, 3, "ab"), 3);
        x = Pool(Stage(x, 4, "abcde"), 4, kernel: 2);
        x = network.Block(Stage(x, 5, "ab"));
        network.Linear(network.Dropout(network.GlobalAverage(x, "avgpool"), "dropout"), "fc");
        return Name;
    }

    private static Value Inception(ModuleBuilder network, Value x, string name)
    {
        var pooled = network.MaxPool(x, $"{name}.branch4.0", Window.Square(3, padding: 1, ceil: true));
        return Join(
            network, name,
            Conv(network, x, $"{name}.branch1"),
            network.Module($"{name}.branch2", Chain(network, x, $"{name}.branch2", "0", "1")),
            network.Module($"{name}.branch3", Chain(network, x, $"{name}.branch3", "0", "1")),
            network.Module($"{name}.branch4", Conv(network, pooled, $"{name}.branch4.1")));
    }
}

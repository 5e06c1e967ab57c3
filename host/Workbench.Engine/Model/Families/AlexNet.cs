using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// AlexNet in torchvision's form: five convolutions, three of them with a max-pool behind, and three fully connected layers. Told from VGG
/// by the 11×11 kernel of the first convolution. Krizhevsky, 2014 (arXiv:1404.5997).
/// </summary>
internal sealed class AlexNet : NetworkFamily
{
    private const long FirstKernel = 11;
    private const long Side = 6;   // of the average before the fully connected layers

    /// <inheritdoc/>
    public override string Name => "AlexNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["alexnet"];

    /// <inheritdoc/>
    public override string Marker => "features.0.weight";

    /// <inheritdoc/>
    public override bool Fits(ModuleTensors tensors) => tensors.ShapeOf(Marker) is [_, _, FirstKernel, FirstKernel];

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        Value Features(Value x, int index, long stride = 1, long? padding = null) =>
            network.Block(network.Relu(network.Conv(x, $"features.{index}", stride, padding), $"features.{index + 1}"));
        Value Pool(Value x, int index) => network.MaxPool(x, $"features.{index}", Window.Square(3, stride: 2));

        var x = Pool(Features(ModuleBuilder.Input, 0, stride: 4, padding: 2), 2);
        x = Pool(Features(x, 3), 5);
        x = Features(Features(Features(x, 6), 8), 10);
        x = network.Module("features", Pool(x, 12));
        x = network.Flatten(network.AdaptiveAverage(x, "avgpool", Side), "flatten");
        x = network.Relu(network.Linear(network.Dropout(x, "classifier.0"), "classifier.1"), "classifier.2");
        x = network.Relu(network.Linear(network.Dropout(x, "classifier.3"), "classifier.4"), "classifier.5");
        network.Module("classifier", network.Linear(x, "classifier.6"));
        return Name;
    }
}

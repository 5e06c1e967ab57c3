using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// Inception v3 with torchvision's names. Its modules differ by their branches, which the parameters' names show; kernels such as 1×7
/// follow from the shapes. Szegedy et al., CVPR 2016.
/// </summary>
internal sealed class InceptionV3 : InceptionFamily
{
    /// <inheritdoc/>
    public override string Name => "Inception v3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["inception_v3"];

    /// <inheritdoc/>
    public override string Marker => "Mixed_5b.branch1x1.conv.weight";

    /// <inheritdoc/>
    public override int InputSize => 299;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OnlyInTraining => ["AuxLogits."];

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = Conv(network, Images(network, "Conv2d_1a_3x3"), "Conv2d_1a_3x3", stride: 2, padding: 0);
        x = Conv(network, Conv(network, x, "Conv2d_2a_3x3", padding: 0), "Conv2d_2b_3x3");
        x = network.MaxPool(network.Block(x), "maxpool1", Window.Square(3, stride: 2));
        x = Conv(network, Conv(network, x, "Conv2d_3b_1x1"), "Conv2d_4a_3x3", padding: 0);
        x = network.MaxPool(network.Block(x), "maxpool2", Window.Square(3, stride: 2));
        foreach (var part in "bcd") x = SmallKernels(network, x, $"Mixed_5{part}");
        x = Reduction(network, network.Block(x), "Mixed_6a", ["branch3x3"], ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"]);
        foreach (var part in "bcde") x = LongKernels(network, x, $"Mixed_6{part}");
        x = Reduction(
            network, network.Block(x), "Mixed_7a",
            ["branch3x3_1", "branch3x3_2"], ["branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"]);
        foreach (var part in "bc") x = SplitKernels(network, x, $"Mixed_7{part}");
        x = network.Dropout(network.AdaptiveAverage(network.Block(x), "avgpool", 1), "dropout");
        network.Linear(network.Flatten(x, "flatten"), "fc");
        return Name;
    }

    private static Value SmallKernels(ModuleBuilder network, Value x, string name) => Join(
        network, name,
        Chain(network, x, name, "branch1x1"),
        Chain(network, x, name, "branch5x5_1", "branch5x5_2"),
        Chain(network, x, name, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"),
        PooledBranch(network, x, name));

    private static Value LongKernels(ModuleBuilder network, Value x, string name) => Join(
        network, name,
        Chain(network, x, name, "branch1x1"),
        Chain(network, x, name, "branch7x7_1", "branch7x7_2", "branch7x7_3"),
        Chain(network, x, name, "branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"),
        PooledBranch(network, x, name));

    private static Value SplitKernels(ModuleBuilder network, Value x, string name)
    {
        Value Split(Value input, string part) => network.Concat(
            $"{name}.{part}.cat", Chain(network, input, name, $"{part}a"), Chain(network, input, name, $"{part}b"));
        return Join(
            network, name,
            Chain(network, x, name, "branch1x1"),
            Split(Chain(network, x, name, "branch3x3_1"), "branch3x3_2"),
            Split(Chain(network, x, name, "branch3x3dbl_1", "branch3x3dbl_2"), "branch3x3dbl_3"),
            PooledBranch(network, x, name));
    }

    // Halves the size: the last convolution of both branches and the pool have stride 2 and no padding.
    private static Value Reduction(ModuleBuilder network, Value x, string name, string[] first, string[] second)
    {
        Value Branch(string[] parts) =>
            Conv(network, Chain(network, x, name, parts[..^1]), $"{name}.{parts[^1]}", stride: 2, padding: 0);
        return Join(
            network, name, Branch(first), Branch(second), network.MaxPool(x, $"{name}.maxpool", Window.Square(3, stride: 2)));
    }

    private static Value PooledBranch(ModuleBuilder network, Value x, string name) =>
        Chain(network, network.AveragePool(x, $"{name}.avgpool", Window.Square(3, padding: 1)), name, "branch_pool");
}

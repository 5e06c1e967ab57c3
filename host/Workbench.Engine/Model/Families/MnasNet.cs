namespace Workbench.Engine.Model.Families;

/// <summary>MNASNet of any width: stacks of inverted residuals with 3×3 or 5×5 depthwise convolutions. Tan et al., CVPR 2019.</summary>
internal sealed class MnasNet : NetworkFamily
{
    private const int FirstStack = 8;

    // Strides of the stacks layers.8 to layers.13: the paper's figure 7, MnasNet-B1.
    private static readonly int[] s_strides = [2, 2, 2, 1, 2, 1];

    /// <inheritdoc/>
    public override string Name => "MNASNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3"];

    /// <inheritdoc/>
    public override string Marker => "layers.8.0.layers.0.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = ConvNormRelu(network, ModuleBuilder.Input, "layers", 0, stride: 2);
        x = ConvNormRelu(network, x, "layers", 3);
        x = network.ConvNorm(x, "layers.6", "layers.7");
        foreach (var (i, stride) in s_strides.Index())
        {
            if (stride == 2) network.Block(x);
            var (stack, blocks) = ($"layers.{FirstStack + i}", network.Count($"layers.{FirstStack + i}.", ".layers.0"));
            for (var block = 0; block < blocks; block++) x = InvertedResidual(network, x, $"{stack}.{block}", block == 0 ? stride : 1);
            network.Module(stack, x);
        }
        x = network.Block(network.Module("layers", ConvNormRelu(network, x, "layers", FirstStack + s_strides.Length)));
        x = network.Dropout(network.GlobalAverage(x, "mean"), "classifier.0");
        network.Module("classifier", network.Linear(x, "classifier.1"));
        return Name;
    }

    // Modules NAME.first, and the two after it.
    private static Value ConvNormRelu(ModuleBuilder network, Value x, string name, int first, long stride = 1) =>
        network.Relu(network.ConvNorm(x, $"{name}.{first}", $"{name}.{first + 1}", stride), $"{name}.{first + 2}");

    private static Value InvertedResidual(ModuleBuilder network, Value x, string name, long stride)
    {
        var y = ConvNormRelu(network, x, $"{name}.layers", 0);
        y = ConvNormRelu(network, y, $"{name}.layers", 3, stride);
        y = network.Module($"{name}.layers", network.ConvNorm(y, $"{name}.layers.6", $"{name}.layers.7"));
        return network.Module(name, stride == 1 && x.Channels == y.Channels ? network.Sum($"{name}.add", y, x) : y);
    }
}

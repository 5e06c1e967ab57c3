using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// ShuffleNet V2 of any width: half of the channels goes through a branch, then the halves are shuffled. A stage begins with two branches
/// of stride 2. Ma et al., ECCV 2018.
/// </summary>
internal sealed class ShuffleNetV2 : NetworkFamily
{
    private const int LastStage = 4;

    /// <inheritdoc/>
    public override string Name => "ShuffleNetV2";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures =>
        ["shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"];

    /// <inheritdoc/>
    public override string Marker => "stage2.0.branch1.0.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.Block(network.ConvNormActivation(ModuleBuilder.Input, "conv1", new Relu(), stride: 2));
        x = network.Block(network.MaxPool(x, "maxpool", Window.Square(3, stride: 2, padding: 1)));
        for (var stage = 2; stage <= LastStage; stage++)
        {
            x = Downsampling(network, x, $"stage{stage}.0");
            var blocks = network.Count($"stage{stage}.", ".branch2.0");
            for (var i = 1; i < blocks; i++) x = Split(network, x, $"stage{stage}.{i}");
            network.Module($"stage{stage}", x);
            if (stage < LastStage) network.Block(x);
        }
        x = network.Block(network.ConvNormActivation(x, "conv5", new Relu()));
        network.Linear(network.GlobalAverage(x, "mean"), "fc");
        return Name;
    }

    private static Value Downsampling(ModuleBuilder network, Value x, string name)
    {
        var left = network.ConvNorm(x, $"{name}.branch1.0", $"{name}.branch1.1", stride: 2);
        left = network.ConvNorm(left, $"{name}.branch1.2", $"{name}.branch1.3");
        left = network.Module($"{name}.branch1", network.Relu(left, $"{name}.branch1.4"));
        return Join(network, name, left, Branch(network, x, name, stride: 2));
    }

    private static Value Split(ModuleBuilder network, Value x, string name)
    {
        var half = x.Channels / 2;
        var kept = network.Channels(x, $"{name}.split", 0, half);
        return Join(network, name, kept, Branch(network, network.Channels(x, $"{name}.split", half, half), name, stride: 1));
    }

    private static Value Branch(ModuleBuilder network, Value x, string block, long stride)
    {
        var name = $"{block}.branch2";
        x = network.Relu(network.ConvNorm(x, $"{name}.0", $"{name}.1"), $"{name}.2");
        x = network.ConvNorm(x, $"{name}.3", $"{name}.4", stride);
        return network.Module(name, network.Relu(network.ConvNorm(x, $"{name}.5", $"{name}.6"), $"{name}.7"));
    }

    private static Value Join(ModuleBuilder network, string name, Value left, Value right) =>
        network.Module(name, network.Apply(network.Concat($"{name}.cat", left, right), $"{name}.shuffle", new ChannelShuffle(2)));
}

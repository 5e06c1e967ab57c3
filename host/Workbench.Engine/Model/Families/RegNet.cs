using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// RegNet X, and Y with squeeze-and-excitation: four stages of bottlenecks with grouped 3×3 convolutions. Each stage begins with stride 2.
/// Radosavovic et al., CVPR 2020.
/// </summary>
internal sealed class RegNet : NetworkFamily
{
    private static readonly string[] s_sizes = ["400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf"];

    /// <inheritdoc/>
    public override string Name => "RegNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures =>
        [.. s_sizes.Select(size => $"regnet_x_{size}"), .. s_sizes.Append("128gf").Select(size => $"regnet_y_{size}")];

    /// <inheritdoc/>
    public override string Marker => "trunk_output.block1.block1-0.f.a.0.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.Block(network.ConvNormActivation(ModuleBuilder.Input, "stem", new Relu(), stride: 2));
        var blocks = 0;
        for (var stage = 1; Count(network, stage) is > 0 and var count; stage++, blocks += count)
        {
            for (var i = 0; i < count; i++) x = Bottleneck(network, x, $"trunk_output.block{stage}.block{stage}-{i}", i == 0 ? 2 : 1);
            network.Block(network.Module($"trunk_output.block{stage}", x));
        }
        network.Linear(network.GlobalAverage(network.Module("trunk_output", x), "avgpool"), "fc");
        return $"RegNet-{(network.Has("trunk_output.block1.block1-0.f.se.fc1") ? "Y" : "X")} of {blocks} blocks";
    }

    private static int Count(ModuleBuilder network, int stage) => network.Count($"trunk_output.block{stage}.block{stage}-", ".f.a.0");

    private static Value Bottleneck(ModuleBuilder network, Value x, string name, long stride)
    {
        var skip = network.Has($"{name}.proj.0") ? network.ConvNormActivation(x, $"{name}.proj", activation: null, stride) : x;
        var y = network.ConvNormActivation(x, $"{name}.f.a", new Relu());
        y = network.ConvNormActivation(y, $"{name}.f.b", new Relu(), stride);
        if (network.Has($"{name}.f.se.fc1")) y = network.SqueezeExcitation(y, $"{name}.f.se", new Relu(), new Sigmoid());
        y = network.Module($"{name}.f", network.ConvNormActivation(y, $"{name}.f.c", activation: null));
        return network.Module(name, network.Relu(network.Sum($"{name}.add", skip, y), $"{name}.activation"));
    }
}

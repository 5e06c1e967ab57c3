using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// MobileNetV3, large and small, of any width: inverted residuals with squeeze-and-excitation where the file has it. Howard et al., ICCV
/// 2019.
/// </summary>
internal sealed class MobileNetV3 : NetworkFamily
{
    // Block by block, the strides and where HardSwish follows ReLU: the paper's tables 1 and 2.
    private static readonly (string Name, int[] Strides, int FirstHardSwish)[] s_members =
    [
        ("MobileNetV3-Large", [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1], 7),
        ("MobileNetV3-Small", [2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1], 4),
    ];

    /// <inheritdoc/>
    public override string Name => "MobileNetV3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["mobilenet_v3_large", "mobilenet_v3_small"];

    /// <inheritdoc/>
    public override string Marker => "features.1.block.0.0.weight";

    /// <inheritdoc/>
    public override double BatchNormEpsilon => 1e-3;

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var blocks = network.Count("features.", ".block.0.0", from: 1);
        if (s_members.FirstOrDefault(one => one.Strides.Length == blocks) is not { Name: { } name } member)
            throw new FormatException(
                $"it has {blocks} blocks, expected {string.Join(" or ", s_members.Select(one => one.Strides.Length))}");
        var x = network.ConvNormActivation(ModuleBuilder.Input, "features.0", new HardSwish(), stride: 2);
        foreach (var (i, stride) in member.Strides.Index())
        {
            if (stride == 2) network.Block(x);
            x = InvertedResidual(network, x, $"features.{i + 1}", stride, i + 1 >= member.FirstHardSwish ? new HardSwish() : new Relu());
        }
        x = network.ConvNormActivation(x, $"features.{blocks + 1}", new HardSwish());
        x = network.GlobalAverage(network.Block(network.Module("features", x)), "avgpool");
        x = network.Dropout(network.Apply(network.Linear(x, "classifier.0"), "classifier.1", new HardSwish()), "classifier.2");
        network.Module("classifier", network.Linear(x, "classifier.3"));
        return name;
    }

    private static Value InvertedResidual(ModuleBuilder network, Value x, string name, long stride, Operator activation)
    {
        var (y, next) = (x, 0);
        string Next() => $"{name}.block.{next++}";
        if (network.KernelOf($"{name}.block.0.0") == 1) y = network.ConvNormActivation(y, Next(), activation);
        y = network.ConvNormActivation(y, Next(), activation, stride);
        if (network.Has($"{name}.block.{next}.fc1")) y = network.SqueezeExcitation(y, Next(), new Relu(), new HardSigmoid());
        y = network.Module($"{name}.block", network.ConvNormActivation(y, Next(), activation: null));
        return network.Module(name, stride == 1 && x.Channels == y.Channels ? network.Sum($"{name}.add", y, x) : y);
    }
}

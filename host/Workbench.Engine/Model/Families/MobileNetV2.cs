using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>MobileNetV2: inverted residuals with linear bottlenecks and ReLU6. Sandler et al., CVPR 2018.</summary>
internal sealed class MobileNetV2 : NetworkFamily
{
    // The paper's table 2: how many blocks a stage has, and the stride of its first one.
    private static readonly (int Blocks, int Stride)[] s_stages = [(1, 1), (2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)];

    /// <inheritdoc/>
    public override string Name => "MobileNetV2";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures => ["mobilenet_v2"];

    /// <inheritdoc/>
    public override string Marker => "features.1.conv.0.0.weight";

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var blocks = network.Count("features.", ".conv.0.0", from: 1);
        var strides = Strides(network, blocks);
        var x = network.ConvNormActivation(ModuleBuilder.Input, "features.0", Relu6(), stride: 2);
        for (var i = 1; i <= blocks; i++)
        {
            if (strides[i - 1] == 2) network.Block(x);
            x = InvertedResidual(network, x, $"features.{i}", strides[i - 1]);
        }
        x = network.Block(network.Module("features", network.ConvNormActivation(x, $"features.{blocks + 1}", Relu6())));
        x = network.Dropout(network.GlobalAverage(x, "mean"), "classifier.0");
        network.Module("classifier", network.Linear(x, "classifier.1"));
        return Name;
    }

    private static Clip Relu6() => new(0, 6);

    // With another number of blocks than the paper's, a stage begins where the width changes.
    private static List<int> Strides(ModuleBuilder network, int blocks)
    {
        if (blocks == s_stages.Sum(stage => stage.Blocks))
            return [.. s_stages.SelectMany(stage => Enumerable.Repeat(1, stage.Blocks - 1).Prepend(stage.Stride))];
        var (stage, width, strides) = (0, 0L, new List<int>());
        for (var i = 1; i <= blocks; i++)
        {
            var before = width;
            var projection = network.KernelOf($"features.{i}.conv.1") == 1 ? 1 : 2;
            width = network.Tensors.ShapeOf($"features.{i}.conv.{projection}.weight") is [var outputs, ..] ? outputs : 0;
            if (width != before && stage == s_stages.Length) throw new FormatException($"it has more than {stage} stages");
            strides.Add(width == before ? 1 : s_stages[stage++].Stride);
        }
        return strides;
    }

    private static Value InvertedResidual(ModuleBuilder network, Value x, string name, long stride)
    {
        var (y, next) = (x, 0);
        if (network.KernelOf($"{name}.conv.0.0") == 1) y = network.ConvNormActivation(y, $"{name}.conv.{next++}", Relu6());
        y = network.ConvNormActivation(y, $"{name}.conv.{next++}", Relu6(), stride);
        y = network.Module($"{name}.conv", network.ConvNorm(y, $"{name}.conv.{next}", $"{name}.conv.{next + 1}"));
        return network.Module(name, stride == 1 && x.Channels == y.Channels ? network.Sum($"{name}.add", x, y) : y);
    }
}

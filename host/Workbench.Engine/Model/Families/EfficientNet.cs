using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// EfficientNet B0 to B7, and V2 whose first stages fuse the expansion and the depthwise convolution. Stochastic depth is the identity. Tan
/// and Le, ICML 2019 and ICML 2021.
/// </summary>
internal sealed class EfficientNet : NetworkFamily
{
    private const string FirstKernel = "features.1.0.block.0.0.weight";

    // Strides of the stages: table 1 of the first paper; those of V2 in table 4 of the second are the same.
    private static readonly int[] s_strides = [1, 2, 2, 2, 1, 2, 1];

    // torchvision's members by the number of blocks and, where two have the same, the width before the logits.
    private static readonly (string Name, int Blocks, int Features, int InputSize)[] s_members =
    [
        ("B0", 16, 1280, 224), ("B1", 23, 1280, 240), ("B2", 23, 1408, 288), ("B3", 26, 1536, 300), ("B4", 32, 1792, 380),
        ("B5", 39, 2048, 456), ("B6", 45, 2304, 528), ("B7", 55, 2560, 600),
        ("V2-S", 40, 1280, 384), ("V2-M", 57, 1280, 480), ("V2-L", 79, 1280, 480),
    ];

    /// <inheritdoc/>
    public override string Name => "EfficientNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Architectures =>
        [.. s_members.Select(member => $"efficientnet_{member.Name.Replace('-', '_').ToLowerInvariant()}")];

    /// <inheritdoc/>
    public override string Marker => FirstKernel;

    /// <summary>torchvision's 1e-3 for V2 and for B5 to B7, which alone begin with three blocks or more.</summary>
    /// <inheritdoc/>
    public override double EpsilonOf(ModuleTensors tensors) =>
        IsFused(tensors.ShapeOf(FirstKernel)) || tensors.Has("features.1.2.block") ? 1e-3 : BatchNormEpsilon;

    /// <inheritdoc/>
    public override int InputSizeOf(ModuleTensors tensors) => Find(tensors)?.InputSize ?? InputSize;

    /// <inheritdoc/>
    public override string Build(ModuleBuilder network)
    {
        var x = network.ConvNormActivation(ModuleBuilder.Input, "features.0", new Silu(), stride: 2);
        var stage = 1;
        for (; network.Count($"features.{stage}.", ".block.0.0") is > 0 and var blocks; stage++)
        {
            if (stage > s_strides.Length) throw new FormatException($"it has more than {s_strides.Length} stages");
            var stride = s_strides[stage - 1];
            if (stride == 2) network.Block(x);
            for (var i = 0; i < blocks; i++) x = Residual(network, x, $"features.{stage}.{i}", i == 0 ? stride : 1);
            network.Module($"features.{stage}", x);
        }
        x = network.ConvNormActivation(x, $"features.{stage}", new Silu());
        x = network.GlobalAverage(network.Block(network.Module("features", x)), "avgpool");
        network.Module("classifier", network.Linear(network.Dropout(x, "classifier.0"), "classifier.1"));
        return Find(network.Tensors) is { } member ? $"EfficientNet-{member.Name}".Replace("-V2", "V2", StringComparison.Ordinal) : Name;
    }

    private static Value Residual(ModuleBuilder network, Value x, string name, long stride)
    {
        var (y, next) = (x, 0);
        string Next() => $"{name}.block.{next++}";
        var fused = IsFused(network.Tensors.ShapeOf($"{name}.block.0.0.weight"));
        // A fused block without expansion is a single convolution; another ends in a pointwise one.
        var project = !fused || network.Has($"{name}.block.1.0");
        if (fused || network.KernelOf($"{name}.block.0.0") == 1)
            y = network.ConvNormActivation(y, Next(), new Silu(), fused ? stride : 1);
        if (!fused) y = network.ConvNormActivation(y, Next(), new Silu(), stride);
        if (network.Has($"{name}.block.{next}.fc1")) y = network.SqueezeExcitation(y, Next(), new Silu(), new Sigmoid());
        if (project) y = network.ConvNormActivation(y, Next(), activation: null);
        network.Module($"{name}.block", y);
        if (stride == 1 && x.Channels == y.Channels)
            y = network.Sum($"{name}.add", network.Module($"{name}.stochastic_depth", y), x);
        return network.Module(name, y);
    }

    // A window of several pixels over several channels.
    private static bool IsFused(long[] kernel) => kernel is [_, > 1, > 1, > 1];

    private static (string Name, int Blocks, int Features, int InputSize)? Find(ModuleTensors tensors)
    {
        var blocks = 0;
        for (var stage = 1; tensors.Has($"features.{stage}.0.block"); stage++)
            for (var i = 0; tensors.Has($"features.{stage}.{i}.block"); i++) blocks++;
        var features = tensors.ShapeOf("classifier.1.weight") is [_, var width] ? width : 0;
        var found = s_members.Where(member => member.Blocks == blocks).OrderByDescending(member => member.Features == features);
        return found.Select(member => ((string, int, int, int)?)member).FirstOrDefault();
    }
}

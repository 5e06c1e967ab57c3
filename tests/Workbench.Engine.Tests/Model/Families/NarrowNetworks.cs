using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>
/// Narrow random networks of each family. Their widths are those at which libtorch's float32 convolutions fail on some processors, and few
/// are equal, so that a value that is joined or added at the wrong place does not fit.
/// </summary>
internal static class NarrowNetworks
{
    /// <summary>Number of classes of all of them.</summary>
    public const int Classes = 7;

    private static readonly Dictionary<string, (Action<RandomState> Fill, int Height, int Width)> s_networks = new()
    {
        ["resnet18"] = (state => ResNet(state, [5, 10, 18, 24], expansion: 1, groups: 1), 65, 47),
        ["resnext50"] = (state => ResNet(state, [10, 20, 30, 40], expansion: 2, groups: 5), 65, 47),
        ["alexnet"] = (AlexNet, 95, 79),
        ["squeezenet1_0"] = (state => SqueezeNet(state, 7, [3, 4, 5, 7, 8, 9, 10, 12]), 71, 55),
        ["squeezenet1_1"] = (state => SqueezeNet(state, 3, [3, 4, 6, 7, 9, 10, 11, 12]), 71, 55),
        ["densenet121"] = (DenseNet, 65, 47),
        ["googlenet"] = (GoogLeNet, 65, 47),
        ["inception_v3"] = (InceptionV3, 81, 95),
        ["vgg11_bn"] = (Vgg, 37, 45),
    };

    /// <summary>Names of the networks.</summary>
    public static IEnumerable<string> Names => s_networks.Keys;

    /// <summary>The tensors of a network, float32, in the current scope.</summary>
    public static Dictionary<string, Tensor> State(string name, ulong seed = 1)
    {
        using var state = new RandomState(seed);
        s_networks[name].Fill(state);
        return state.Tensors;
    }

    /// <summary>Height and width of an input: odd, and not equal.</summary>
    public static (int Height, int Width) InputSize(string name) => (s_networks[name].Height, s_networks[name].Width);

    /// <summary>The network that the tensors make.</summary>
    public static Network Build(Dictionary<string, Tensor> state, ScalarType dtype, ModelVariant? form = null) => NetworkFamilies.Build(
        "net.safetensors",
        state.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.is_floating_point() ? pair.Value.to(dtype) : pair.Value,
            StringComparer.Ordinal),
        form ?? ModelVariant.Torchvision);

    private static void ResNet(RandomState state, int[] widths, int expansion, int groups)
    {
        var x = state.ConvNorm("conv1", "bn1", 3, 5, 7);
        foreach (var (stage, width) in widths.Index())
            for (var i = 0; i < 2; i++)
            {
                var (name, outputs) = ($"layer{stage + 1}.{i}", (long)width * expansion);
                if (expansion == 1)
                {
                    state.ConvNorm($"{name}.conv1", $"{name}.bn1", x, width, 3);
                    state.ConvNorm($"{name}.conv2", $"{name}.bn2", width, outputs, 3);
                }
                else
                {
                    state.ConvNorm($"{name}.conv1", $"{name}.bn1", x, width, 1);
                    state.ConvNorm($"{name}.conv2", $"{name}.bn2", width, width, 3, groups: groups);
                    state.ConvNorm($"{name}.conv3", $"{name}.bn3", width, outputs, 1);
                }
                if (i == 0 && (stage > 0 || x != outputs))
                    state.ConvNorm($"{name}.downsample.0", $"{name}.downsample.1", x, outputs, 1);
                x = outputs;
            }
        state.Linear("fc", x, Classes);
    }

    private static void AlexNet(RandomState state)
    {
        var x = state.Conv("features.0", 3, 5, 11, bias: true);
        x = state.Conv("features.3", x, 10, 5, bias: true);
        x = state.Conv("features.6", x, 18, 3, bias: true);
        x = state.Conv("features.8", x, 24, 3, bias: true);
        x = state.Conv("features.10", x, 20, 3, bias: true);
        x = state.Linear("classifier.1", x * 36, 30);
        state.Linear("classifier.6", state.Linear("classifier.4", x, 26), Classes);
    }

    private static void SqueezeNet(RandomState state, long kernel, int[] fires)
    {
        var x = state.Conv("features.0", 3, 5, kernel, bias: true);
        foreach (var at in fires)
        {
            var squeezed = state.Conv($"features.{at}.squeeze", x, 3 + at, 1, bias: true);
            x = state.Conv($"features.{at}.expand1x1", squeezed, 5 + at, 1, bias: true)
                + state.Conv($"features.{at}.expand3x3", squeezed, 10 + at, 3, bias: true);
        }
        state.Conv("classifier.1", x, Classes, 1, bias: true);
    }

    private static void DenseNet(RandomState state)
    {
        const long Growth = 5;
        var x = state.ConvNorm("features.conv0", "features.norm0", 3, 10, 7);
        foreach (var (block, layers) in new[] { 2, 3, 1, 2 }.Index())
        {
            for (var i = 1; i <= layers; i++, x += Growth)
            {
                var name = $"features.denseblock{block + 1}.denselayer{i}";
                state.Norm($"{name}.norm1", x);
                state.ConvNorm($"{name}.conv1", $"{name}.norm2", x, 4 * Growth, 1);
                state.Conv($"{name}.conv2", 4 * Growth, Growth, 3);
            }
            if (block == 3) continue;
            state.Norm($"features.transition{block + 1}.norm", x);
            x = state.Conv($"features.transition{block + 1}.conv", x, x / 2, 1);
        }
        state.Linear("classifier", state.Norm("features.norm5", x), Classes);
    }

    private static void GoogLeNet(RandomState state)
    {
        var x = state.Basic("conv1", 3, 5, 7);
        x = state.Basic("conv3", state.Basic("conv2", x, 10, 1), 18, 3);
        foreach (var part in new[] { "3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b" })
        {
            var name = $"inception{part}";
            x = state.Basic($"{name}.branch1", x, 5, 1)
                + state.Basic($"{name}.branch2.1", state.Basic($"{name}.branch2.0", x, 6, 1), 8, 3)
                + state.Basic($"{name}.branch3.1", state.Basic($"{name}.branch3.0", x, 3, 1), 4, part == "4a" ? 5 : 3)
                + state.Basic($"{name}.branch4.1", x, 3, 1);
        }
        state.Basic("aux1.conv", 20, 12, 1);
        state.Linear("aux2.fc2", 30, Classes);
        state.Linear("fc", x, Classes);
    }

    private static void InceptionV3(RandomState state)
    {
        long Chain(long inputs, string module, params (string Part, long Rows, long Columns)[] parts)
        {
            foreach (var (at, (part, rows, columns)) in parts.Index())
                inputs = state.Basic($"{module}.{part}", inputs, 5 + at, rows, columns);
            return inputs;
        }

        long x = 3;
        foreach (
            var (name, outputs, kernel) in new[]
            {
                ("1a_3x3", 5, 3), ("2a_3x3", 6, 3), ("2b_3x3", 10, 3), ("3b_1x1", 8, 1), ("4a_3x3", 18, 3),
            })
            x = state.Basic($"Conv2d_{name}", x, outputs, kernel);
        foreach (var module in new[] { "Mixed_5b", "Mixed_5c", "Mixed_5d" })
            x = Chain(x, module, ("branch1x1", 1, 1))
                + Chain(x, module, ("branch5x5_1", 1, 1), ("branch5x5_2", 5, 5))
                + Chain(x, module, ("branch3x3dbl_1", 1, 1), ("branch3x3dbl_2", 3, 3), ("branch3x3dbl_3", 3, 3))
                + Chain(x, module, ("branch_pool", 1, 1));
        x += Chain(x, "Mixed_6a", ("branch3x3", 3, 3))
            + Chain(x, "Mixed_6a", ("branch3x3dbl_1", 1, 1), ("branch3x3dbl_2", 3, 3), ("branch3x3dbl_3", 3, 3));
        foreach (var module in new[] { "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e" })
            x = Chain(x, module, ("branch1x1", 1, 1))
                + Chain(x, module, ("branch7x7_1", 1, 1), ("branch7x7_2", 1, 7), ("branch7x7_3", 7, 1))
                + Chain(
                    x, module, ("branch7x7dbl_1", 1, 1), ("branch7x7dbl_2", 7, 1), ("branch7x7dbl_3", 1, 7), ("branch7x7dbl_4", 7, 1),
                    ("branch7x7dbl_5", 1, 7))
                + Chain(x, module, ("branch_pool", 1, 1));
        x += Chain(x, "Mixed_7a", ("branch3x3_1", 1, 1), ("branch3x3_2", 3, 3))
            + Chain(x, "Mixed_7a", ("branch7x7x3_1", 1, 1), ("branch7x7x3_2", 1, 7), ("branch7x7x3_3", 7, 1), ("branch7x7x3_4", 3, 3));
        foreach (var module in new[] { "Mixed_7b", "Mixed_7c" })
        {
            var (one, two) = (
                Chain(x, module, ("branch3x3_1", 1, 1)), Chain(x, module, ("branch3x3dbl_1", 1, 1), ("branch3x3dbl_2", 3, 3)));
            x = Chain(x, module, ("branch1x1", 1, 1)) + Chain(x, module, ("branch_pool", 1, 1))
                + Chain(one, module, ("branch3x3_2a", 1, 3)) + Chain(one, module, ("branch3x3_2b", 3, 1))
                + Chain(two, module, ("branch3x3dbl_3a", 1, 3)) + Chain(two, module, ("branch3x3dbl_3b", 3, 1));
        }
        state.Basic("AuxLogits.conv0", 20, 12, 1);
        state.Linear("fc", x, Classes);
    }

    private static void Vgg(RandomState state)
    {
        long x = 3;
        foreach (var (at, outputs) in new[] { (0, 5), (4, 10), (8, 18), (11, 20), (15, 24), (18, 26), (22, 30), (25, 18) })
        {
            x = state.Conv($"features.{at}", x, outputs, 3, bias: true);
            state.Norm($"features.{at + 1}", x);
        }
        x = state.Linear("classifier.0", x * 49, 20);
        state.Linear("classifier.6", state.Linear("classifier.3", x, 10), Classes);
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>Networks written out from the papers as plain calls, with torchvision's parameter names. Widths are the caller's.</summary>
internal static class WrittenOutNets
{
    /// <summary>Radosavovic et al., CVPR 2020.</summary>
    public static Tensor RegNet(
        FunctionalNet net, Tensor x, long stem, long[] widths, int[] depths, long groupWidth, bool squeeze, long classes)
    {
        x = net.ConvNorm(x, "stem", stem, 3, 2).relu();
        for (var stage = 1; stage <= widths.Length; stage++)
            for (var i = 0; i < depths[stage - 1]; i++)
            {
                var (name, width) = ($"trunk_output.block{stage}.block{stage}-{i}", widths[stage - 1]);
                var stride = i == 0 ? 2 : 1;
                var y = net.ConvNorm(x, $"{name}.f.a", width, 1).relu();
                y = net.ConvNorm(y, $"{name}.f.b", width, 3, stride, width / groupWidth).relu();
                if (squeeze)
                    y = net.Squeeze(y, $"{name}.f.se", (long)Math.Round(0.25 * x.shape[1]), z => z.relu(), z => z.sigmoid());
                y = net.ConvNorm(y, $"{name}.f.c", width, 1);
                x = ((i == 0 ? net.ConvNorm(x, $"{name}.proj", width, 1, stride) : x) + y).relu();
            }
        return net.Linear(x.mean([2, 3]), "fc", classes);
    }

    /// <summary>Sandler et al., CVPR 2018.</summary>
    public static Tensor MobileNetV2(
        FunctionalNet net, Tensor x, Func<long, long> width, long last, long classes, int? mostBlocks = null)
    {
        (int Expansion, long Width, int Blocks, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        x = functional.relu6(net.ConvNorm(x, "features.0", width(32), 3, 2));
        var index = 1;
        foreach (var (expansion, channels, blocks, stride) in stages)
            for (var i = 0; i < Math.Min(blocks, mostBlocks ?? blocks); i++, index++)
            {
                var (y, name, inner, part) = (x, $"features.{index}.conv", x.shape[1] * expansion, 0);
                if (expansion > 1) y = functional.relu6(net.ConvNorm(y, $"{name}.{part++}", inner, 1));
                y = functional.relu6(net.ConvNorm(y, $"{name}.{part++}", inner, 3, i == 0 ? stride : 1, inner));
                y = net.Norm(net.Conv(y, $"{name}.{part}", width(channels), 1), $"{name}.{part + 1}");
                x = (i > 0 || stride == 1) && x.shape[1] == y.shape[1] ? x + y : y;
            }
        x = functional.relu6(net.ConvNorm(x, $"features.{index}", last, 1));
        return net.Linear(x.mean([2, 3]), "classifier.1", classes);
    }

    /// <summary>Tan et al., CVPR 2019.</summary>
    public static Tensor MnasNet(FunctionalNet net, Tensor x, Func<long, long> width, long last, long classes)
    {
        (int Kernel, int Stride, int Expansion, long Width, int Blocks)[] stacks =
            [(3, 2, 3, 24, 3), (5, 2, 3, 40, 3), (5, 2, 6, 80, 3), (3, 1, 6, 96, 2), (5, 2, 6, 192, 4), (3, 1, 6, 320, 1)];
        Tensor Part(Tensor input, string name, int first, long outputs, long kernel, long stride = 1, long groups = 1) =>
            net.Norm(net.Conv(input, $"{name}.{first}", outputs, kernel, stride, groups), $"{name}.{first + 1}");
        x = Part(x, "layers", 0, width(32), 3, 2).relu();
        x = Part(x, "layers", 3, width(32), 3, 1, width(32)).relu();
        x = Part(x, "layers", 6, width(16), 1);
        for (var stack = 0; stack < stacks.Length; stack++)
            for (var i = 0; i < stacks[stack].Blocks; i++)
            {
                var (kernel, stride, expansion, channels, _) = stacks[stack];
                if (i > 0) stride = 1;
                var (name, inner) = ($"layers.{8 + stack}.{i}.layers", x.shape[1] * expansion);
                var y = Part(x, name, 0, inner, 1).relu();
                y = Part(y, name, 3, inner, kernel, stride, inner).relu();
                y = Part(y, name, 6, width(channels), 1);
                x = stride == 1 && x.shape[1] == y.shape[1] ? x + y : y;
            }
        x = Part(x, "layers", 14, last, 1).relu();
        return net.Linear(x.mean([2, 3]), "classifier.1", classes);
    }

    /// <summary>Ma et al., ECCV 2018.</summary>
    public static Tensor ShuffleNetV2(FunctionalNet net, Tensor x, long stem, long[] widths, int[] depths, long last, long classes)
    {
        x = functional.max_pool2d(net.ConvNorm(x, "conv1", stem, 3, 2).relu(), [3L, 3], [2L, 2], [1L, 1]);
        for (var stage = 0; stage < widths.Length; stage++)
            for (var i = 0; i < depths[stage]; i++)
            {
                var (name, half, stride) = ($"stage{stage + 2}.{i}", widths[stage] / 2, i == 0 ? 2 : 1);
                Tensor ConvNorm(Tensor input, int part, long kernel, long groups) => net.Norm(
                    net.Conv(input, $"{name}.branch2.{part}", half, kernel, kernel == 3 ? stride : 1, groups),
                    $"{name}.branch2.{part + 1}");
                Tensor left, right = x;
                if (i == 0)
                {
                    left = net.Norm(net.Conv(x, $"{name}.branch1.0", x.shape[1], 3, 2, x.shape[1]), $"{name}.branch1.1");
                    left = net.Norm(net.Conv(left, $"{name}.branch1.2", half, 1), $"{name}.branch1.3").relu();
                }
                else (left, right) = (x[.., ..(int)half], x[.., (int)half..]);
                right = ConvNorm(ConvNorm(ConvNorm(right, 0, 1, 1).relu(), 3, 3, half), 5, 1, 1).relu();
                // left 0, right 0, left 1, right 1…
                x = stack([left, right], 2).flatten(1, 2);
            }
        x = net.ConvNorm(x, "conv5", last, 1).relu();
        return net.Linear(x.mean([2, 3]), "fc", classes);
    }

    /// <summary>Howard et al., ICCV 2019.</summary>
    public static Tensor MobileNetV3(FunctionalNet net, Tensor x, bool large, Func<long, long> width, long features, long classes)
    {
        (int Kernel, long Inner, long Width, bool Squeezes, bool IsHard, int Stride)[] blocks = large
            ?
            [
                (3, 16, 16, false, false, 1), (3, 64, 24, false, false, 2), (3, 72, 24, false, false, 1), (5, 72, 40, true, false, 2),
                (5, 120, 40, true, false, 1), (5, 120, 40, true, false, 1), (3, 240, 80, false, true, 2), (3, 200, 80, false, true, 1),
                (3, 184, 80, false, true, 1), (3, 184, 80, false, true, 1), (3, 480, 112, true, true, 1), (3, 672, 112, true, true, 1),
                (5, 672, 160, true, true, 2), (5, 960, 160, true, true, 1), (5, 960, 160, true, true, 1),
            ]
            :
            [
                (3, 16, 16, true, false, 2), (3, 72, 24, false, false, 2), (3, 88, 24, false, false, 1), (5, 96, 40, true, true, 2),
                (5, 240, 40, true, true, 1), (5, 240, 40, true, true, 1), (5, 120, 48, true, true, 1), (5, 144, 48, true, true, 1),
                (5, 288, 96, true, true, 2), (5, 576, 96, true, true, 1), (5, 576, 96, true, true, 1),
            ];
        x = functional.hardswish(net.ConvNorm(x, "features.0", width(16), 3, 2));
        for (var i = 0; i < blocks.Length; i++)
        {
            var (kernel, published, channels, squeezes, isHard, stride) = blocks[i];
            Tensor Activate(Tensor z) => isHard ? functional.hardswish(z) : functional.relu(z);
            var (y, name, inner, part) = (x, $"features.{i + 1}.block", width(published), 0);
            if (inner != x.shape[1]) y = Activate(net.ConvNorm(y, $"{name}.{part++}", inner, 1));
            y = Activate(net.ConvNorm(y, $"{name}.{part++}", inner, kernel, stride, inner));
            if (squeezes) y = net.Squeeze(y, $"{name}.{part++}", Divisible(inner / 4), z => z.relu(), z => functional.relu6(z + 3) / 6);
            y = net.ConvNorm(y, $"{name}.{part}", width(channels), 1);
            x = stride == 1 && x.shape[1] == y.shape[1] ? x + y : y;
        }
        x = functional.hardswish(net.ConvNorm(x, $"features.{blocks.Length + 1}", 6 * x.shape[1], 1));
        return net.Linear(functional.hardswish(net.Linear(x.mean([2, 3]), "classifier.0", features)), "classifier.3", classes);
    }

    /// <summary>Tan and Le, ICML 2019 and ICML 2021.</summary>
    /// <param name="net">The parameters.</param>
    /// <param name="x">The images.</param>
    /// <param name="stem">Width of the first convolution.</param>
    /// <param name="stages">The stages; a fused one has one convolution for the expansion and the window.</param>
    /// <param name="last">Width before the logits.</param>
    /// <param name="classes">Number of logits.</param>
    public static Tensor EfficientNet(
        FunctionalNet net,
        Tensor x,
        long stem,
        (bool Fused, int Expansion, int Kernel, int Stride, long Width, int Blocks)[] stages,
        long last,
        long classes)
    {
        x = functional.silu(net.ConvNorm(x, "features.0", stem, 3, 2));
        for (var stage = 0; stage < stages.Length; stage++)
            for (var i = 0; i < stages[stage].Blocks; i++)
            {
                var (fused, expansion, kernel, stride, width, _) = stages[stage];
                if (i > 0) stride = 1;
                var (y, name, inner, part) = (x, $"features.{stage + 1}.{i}.block", x.shape[1] * expansion, 0);
                if (fused && expansion == 1) y = functional.silu(net.ConvNorm(y, $"{name}.0", width, kernel, stride));
                else
                {
                    if (fused) y = functional.silu(net.ConvNorm(y, $"{name}.{part++}", inner, kernel, stride));
                    else
                    {
                        if (expansion > 1) y = functional.silu(net.ConvNorm(y, $"{name}.{part++}", inner, 1));
                        y = functional.silu(net.ConvNorm(y, $"{name}.{part++}", inner, kernel, stride, inner));
                        y = net.Squeeze(y, $"{name}.{part++}", Math.Max(1, x.shape[1] / 4), z => functional.silu(z), z => z.sigmoid());
                    }
                    y = net.ConvNorm(y, $"{name}.{part}", width, 1);
                }
                x = stride == 1 && x.shape[1] == y.shape[1] ? x + y : y;
            }
        x = functional.silu(net.ConvNorm(x, $"features.{stages.Length + 1}", last, 1));
        return net.Linear(x.mean([2, 3]), "classifier.1", classes);
    }

    // The nearest multiple of 8, at least 8 and nine tenths.
    private static long Divisible(long width)
    {
        var near = Math.Max(8, (width + 4) / 8 * 8);
        return near < 0.9 * width ? near + 8 : near;
    }
}

using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>Outputs and gradients at every layer of each family against autograd in float64, in memory filled with garbage.</summary>
public sealed class FamilyGradientTests
{
    private const int Images = 2;

    private static readonly (int Image, int Target)[] s_rows = [(0, 2), (1, 0), (1, 5), (0, 6), (1, 2)];

    public static TheoryData<string, BatchNormUse> Cases => [.. NarrowNetworks.Names.SelectMany(name =>
        new[] { BatchNormUse.Folded, BatchNormUse.Kept }.Select(norm => new TheoryDataRow<string, BatchNormUse>(name, norm)))];

    [Theory, MemberData(nameof(Cases))]
    public void Float64_equals_autograd(string name, BatchNormUse norm)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var scope = NewDisposeScope();
        var network = Build(name, norm, ScalarType.Float64);
        var input = Input(name, 1).to(ScalarType.Float64);
        using var autograd = new AutogradNetwork(network, input);
        using var forward = ForwardPass.Run(network, input, _ => true);
        Compare(forward, autograd, 1e-10);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Float32_is_within_rounding_of_float64_autograd(string name, BatchNormUse norm)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var scope = NewDisposeScope();
        var (exact, network) = (Build(name, norm, ScalarType.Float64), Build(name, norm, ScalarType.Float32));
        for (var seed = 1UL; seed < 40; seed++)
        {
            var input = Input(name, seed);
            using var autograd = new AutogradNetwork(exact, input);
            using var forward = ForwardPass.Run(network, input, _ => true);
            if (!autograd.DecidesAs(forward)) continue;
            Compare(forward, autograd, 1e-5);
            return;
        }
        Assert.Fail("No input found with the same active ReLUs and pool winners in both precisions.");
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_sweep_that_keeps_little_finds_the_same_gradients(string name, BatchNormUse norm)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var scope = NewDisposeScope();
        var (network, input) = (Build(name, norm, ScalarType.Float32), Input(name, 1));
        using var whole = ForwardPass.Run(network, input, _ => true);
        using var all = Sweep(whole, [.. network.Layers.Select(layer => layer.Info.Index)], inputGradient: true);
        for (var step = 3; step < 40; step += 12)
        {
            var taps = network.Layers.Select(layer => layer.Info.Index).Where(index => index % step == step - 1).ToHashSet();
            var read = network.Architecture.OutputsReadBySweep(null, network.Architecture.Swept(taps, input: false));
            using var forward = ForwardPass.Run(network, input, read.Contains);
            using var sweep = Sweep(forward, taps, inputGradient: false);
            forward.Logits.Same(whole.Logits).ShouldBeTrue();   // some layers write into their input, as no one else reads it
            foreach (var tap in taps) sweep.GradientOf(tap).Same(all.GradientOf(tap)).ShouldBeTrue($"{network.Layers[tap].Info}");
        }
    }

    private static Network Build(string name, BatchNormUse norm, ScalarType dtype) =>
        NarrowNetworks.Build(NarrowNetworks.State(name), dtype, new ModelVariant { BatchNorm = norm });

    private static Tensor Input(string name, ulong seed)
    {
        var (height, width) = NarrowNetworks.InputSize(name);
        return Nets.Input(Images, height, width, seed);
    }

    private static BackwardSweep Sweep(ForwardPass forward, HashSet<int> taps, bool inputGradient) =>
        BackwardSweep.Run(forward, new TargetPairs(Images, s_rows), null, taps, inputGradient);

    private static void Compare(ForwardPass forward, AutogradNetwork autograd, double tolerance)
    {
        var layers = forward.Network.Layers;
        using var sweep = Sweep(forward, [.. layers.Select(layer => layer.Info.Index)], inputGradient: true);
        var off = new List<string>();
        foreach (var layer in layers)
            Check(forward.OutputOf(layer.Info.Index), autograd.Outputs[layer.Info.Index], $"output of {layer.Info}");
        foreach (var (row, (image, target)) in s_rows.Index())
        {
            using var scope = NewDisposeScope();
            var expected = autograd.Gradients(image, target);
            foreach (var layer in layers.Select(layer => layer.Info))
                Check(sweep.GradientOf(layer.Index)[row..(row + 1)], expected[layer.Index], $"row {row}, gradient at {layer}");
            Check(sweep.InputGradient[row..(row + 1)], expected[^1], $"row {row}, gradient at the input");
        }
        off.ShouldBeEmpty();

        void Check(Tensor actual, Tensor wanted, string what)
        {
            using var scope = NewDisposeScope();
            actual.shape.ShouldBe(wanted.shape, what);
            var most = wanted.abs().max().item<double>();
            var deviation = (actual.to(ScalarType.Float64) - wanted).abs().max().item<double>();
            if (!(deviation <= tolerance * most)) off.Add($"{what}: {deviation / most:e1}");
        }
    }
}

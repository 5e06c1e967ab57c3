using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>The gradient at every layer and at the input, compared with autograd in float64.</summary>
public sealed class GradientTests
{
    private const long Head = 7;

    public static TheoryData<string, int, int, int, int> Cases => new()
    {
        { "narrow", 1, 64, 64, 1 },       // the adaptive pool maps 2×2 to 7×7
        { "narrow", 1, 224, 298, 2 },     // and 7×9 to 7×7
        { "narrow", 3, 65, 90, 2 },
        { "narrow", 1, 224, 224, 1 },     // here it is the identity
        { "sixteens", 3, 65, 90, 3 },
        { "sixteens", 1, 64, 64, 2 },
        { "reference", 1, 65, 90, 3 },
        { "reference", 3, 64, 64, 2 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Float64_equals_autograd(string net, int batch, int height, int width, int targets)
    {
        using var scope = NewDisposeScope();
        using var model = Nets.Load(net, ScalarType.Float64);
        var input = Nets.Input(batch, height, width).to(ScalarType.Float64);
        using var autograd = new AutogradVgg(model, input, Head);
        Compare(model, input, autograd, targets, 1e-10);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Float32_is_within_rounding_of_float64_autograd(string net, int batch, int height, int width, int targets)
    {
        using var scope = NewDisposeScope();
        using var exact = Nets.Load(net, ScalarType.Float64);
        using var model = Nets.Load(net, ScalarType.Float32);
        for (var seed = 1UL; seed < 40; seed++)
        {
            var input = Nets.Input(batch, height, width, seed);
            using var autograd = new AutogradVgg(exact, input, Head);
            if (!autograd.DecidesAs(model, input)) continue;
            Compare(model, input, autograd, targets, 1e-5);
            return;
        }
        Assert.Fail("No input found with the same active ReLUs and pool winners in both precisions.");
    }

    private static void Compare(ModelService model, Tensor input, AutogradVgg autograd, int targets, double tolerance)
    {
        var layers = model.Architecture.Layers.Count;
        var rows = Enumerable
            .Range(0, (int)input.shape[0])
            .SelectMany(image =>
                Enumerable.Range(0, targets).Select(t => (Image: image, Target: (2 * image + 3 * t) % model.Architecture.Classes)))
            .ToList();
        using var forward = ForwardPass.Run(model.Network, input, _ => true);
        using var sweep = BackwardSweep.Run(
            forward,
            new TargetPairs((int)input.shape[0], rows),
            null,
            Enumerable.Range(0, layers).ToHashSet(),
            inputGradient: true);
        for (var layer = 0; layer < layers; layer++)
            Deviation(forward.OutputOf(layer), autograd.Outputs[layer])
                .ShouldBeLessThan(tolerance, $"output of {model.Architecture.Layers[layer]}");
        for (var row = 0; row < rows.Count; row++)
        {
            var expected = autograd.Gradients(rows[row].Image, rows[row].Target);
            for (var layer = layers; layer >= 0; layer--)
            {
                var actual = layer == layers ? sweep.InputGradient : sweep.GradientOf(layer);
                Deviation(actual[row..(row + 1)], expected[layer])
                    .ShouldBeLessThanOrEqualTo(
                        tolerance,
                        $"row {row}, gradient at {(layer == layers ? "the input" : model.Architecture.Layers[layer])}");
            }
        }
    }

    private static double Deviation(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        actual.shape.ShouldBe(expected.shape);
        return ((actual.to(ScalarType.Float64) - expected).abs().max() / expected.abs().max()).item<double>();
    }
}

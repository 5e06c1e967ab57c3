using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Operators;

/// <summary>Activations and their derivatives, compared with libtorch's own functions and autograd, at kinks too.</summary>
public sealed class ActivationTests
{
    private static readonly Dictionary<string, (Operator Operator, Func<Tensor, Tensor> Reference)> s_activations = new()
    {
        ["Sigmoid"] = (new Sigmoid(), z => functional.sigmoid(z)),
        ["Tanh"] = (new TanhFunction(), z => functional.tanh(z)),
        // libtorch's own hardsigmoid has the derivative 1/6 rounded to float32.
        ["HardSigmoid"] = (new HardSigmoid(), z => functional.relu6(z + 3) / 6),
        ["HardSwish"] = (new HardSwish(), z => functional.hardswish(z)),
        ["SiLU"] = (new Silu(), z => functional.silu(z)),
        ["LeakyReLU"] = (new LeakyRelu(0.1), z => functional.leaky_relu(z, 0.1)),
        ["LeakyReLU of slope 0"] = (new LeakyRelu(0), z => functional.leaky_relu(z, 0)),
        ["ELU"] = (new Elu(1), z => functional.elu(z, 1)),
        ["ELU of 0.7"] = (new Elu(0.7), z => functional.elu(z, 0.7)),
        ["GELU"] = (new Gelu(byTanh: false), z => functional.gelu(z)),
        ["GELU by tanh"] = (
            new Gelu(byTanh: true), z => 0.5 * z * (1 + functional.tanh(Math.Sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)))),
        ["ReLU6"] = (new Clip(0, 6), z => functional.relu6(z)),
    };

    public static TheoryData<string, ScalarType> Cases =>
        new(from name in s_activations.Keys from dtype in new[] { ScalarType.Float64, ScalarType.Float32 } select (name, dtype));

    [Theory, MemberData(nameof(Cases))]
    public void Output_and_product_equal_libtorchs(string name, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (operation, reference) = s_activations[name];
        var point = Point(dtype);
        OperatorCheck.Compare(operation, inputs => reference(inputs[0]), [point]);
        operation.OutputShape([[2, 5, 5]]).ShouldBe([2, 5, 5]);
    }

    [Fact]
    public void Products_equal_finite_differences()
    {
        using var scope = NewDisposeScope();
        var z = randn(50, ScalarType.Float64, CPU) * 2 + 0.01;
        foreach (var (name, (operation, _)) in s_activations)
        {
            const double Step = 1e-5;
            Tensor At(Tensor point) => operation.Forward([point], OperatorCheck.None);
            var expected = (At(z + Step) - At(z - Step)) / (2 * Step);
            // No step crosses a kink.
            var nearest = stack([(z + 3).abs(), z.abs(), (z - 3).abs(), (z - 6).abs()]).amin([0]);
            var actual = OperatorCheck.Vjp(operation, 0, ones_like(z), [z]);
            ((actual - expected) * (nearest > Step)).abs().max().item<double>().ShouldBeLessThan(1e-8, name);
        }
    }

    [Theory, InlineData(1), InlineData(4)]
    public void A_prelu_has_a_weight_for_each_channel_or_one(long weights)
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            var weight = tensor(new double[] { 0.2, -0.3, 0, 1.5 }, dtype)[..(int)weights];
            var parameters = new LayerParameters(weight, null, false);
            Tensor[] points = [Point(dtype).reshape(2, 4, -1, 1), Point(dtype).reshape(-1, 4)];
            foreach (var point in points)
                OperatorCheck.Compare(new PRelu(weights), inputs => functional.prelu(inputs[0], weight), [point], parameters);
        }
        new PRelu(4).OutputShape([[4, 5, 5]]).ShouldBe([4, 5, 5]);
        Should.Throw<ShapeException>(() => new PRelu(4).OutputShape([[3, 5, 5]])).Message.ShouldBe("takes 4 channels, not 3");
    }

    // Kinks, their neighbours, large numbers and noise; a multiple of 8.
    private static Tensor Point(ScalarType dtype)
    {
        using var rng = new Generator(3, CPU);
        var near = new[] { -3.0, 0, 3, 6 }.SelectMany(kink => new[] { kink - 1e-3, kink, kink + 1e-3 });
        double[] chosen = [.. near, -0.0, 20, -20, 50];
        return cat([tensor(chosen, ScalarType.Float64), randn(80, ScalarType.Float64, CPU, generator: rng) * 3]).to(dtype);
    }
}

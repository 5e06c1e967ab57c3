using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Operators;

/// <summary>Compares an operator with a function of libtorch and with autograd: to 1e-12 in float64, 1e-6 in float32.</summary>
internal static class OperatorCheck
{
    /// <summary>The parameters of a layer without any.</summary>
    public static LayerParameters None { get; } = new(null, null, false);

    /// <summary>Compares the output, and the product by each input.</summary>
    public static void Compare(
        Operator operation, Func<Tensor[], Tensor> reference, Tensor[] inputs, LayerParameters? parameters = null)
    {
        using var gradients = enable_grad();
        var tolerance = inputs[0].dtype == ScalarType.Float64 ? 1e-12 : 1e-6;
        Tensor[] leaves = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        var expected = reference(leaves);
        using var none = no_grad();
        var output = operation.Forward(inputs, parameters ?? None);
        output.dtype.ShouldBe(inputs[0].dtype);
        Deviation(output, expected).ShouldBeLessThanOrEqualTo(tolerance, "output");
        using var rng = new Generator(5, CPU);
        var upstream = randn(expected.shape, ScalarType.Float64, CPU, generator: rng).to(output.dtype);
        var products = autograd.grad([expected], leaves, [upstream]);
        for (var i = 0; i < inputs.Length; i++)
        {
            var product = Vjp(operation, i, upstream, inputs, parameters);
            product.dtype.ShouldBe(inputs[0].dtype);
            Deviation(product, products[i]).ShouldBeLessThanOrEqualTo(tolerance, $"product by input {i}");
        }
    }

    /// <summary>The product by one input, at what the operator says that it reads.</summary>
    public static Tensor Vjp(Operator operation, int input, Tensor upstream, Tensor[] inputs, LayerParameters? parameters = null)
    {
        var (reads, output) = (operation.Reads, operation.Forward(inputs, parameters ?? None));
        Tensor[] before = [upstream.clone(), output.clone(), .. inputs.Select(one => one.clone())];
        var product = operation.Vjp(
            input,
            upstream,
            new VjpPoint(
                [.. inputs.Select(one => one.shape)],
                reads.HasFlag(VjpReads.Inputs) ? inputs : [],
                reads.HasFlag(VjpReads.Output) ? output : null,
                null),
            parameters ?? None);
        foreach (var (now, then) in new[] { upstream, output }.Concat(inputs).Zip(before))
            now.Same(then).ShouldBeTrue("it was written into");
        return product;
    }

    // Of each number, relative to it or to 1.
    private static double Deviation(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        return ((actual - expected).abs() / expected.abs().clamp_min(1)).max().to(ScalarType.Float64).item<double>();
    }
}

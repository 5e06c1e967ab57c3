using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Operators;

/// <summary>Convolutions of all geometries, compared with autograd in float64, and in float32 with themselves in float64.</summary>
public sealed class ConvolutionTests
{
    public static TheoryData<long, long, long, long, long, long, long> Cases => new()
    {
        // inputs, outputs, kernel, stride, padding, dilation, groups
        { 6, 6, 3, 1, 1, 1, 6 },
        { 6, 6, 5, 2, 2, 1, 6 },
        { 6, 12, 3, 2, 1, 1, 6 },
        { 8, 12, 3, 2, 1, 1, 4 },
        { 8, 12, 3, 1, 2, 2, 2 },
        { 6, 5, 1, 2, 0, 1, 1 },
        { 6, 5, 3, 3, 0, 1, 1 },
        { 6, 5, 1, 1, 1, 1, 1 },   // a border wider than the window reaches
        { 6, 5, 1, 2, 2, 1, 1 },
        { 6, 6, 3, 1, 4, 1, 3 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Output_and_product_equal_autograds(
        long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(1, CPU);
        Tensor Random(params long[] shape) => randn(shape, ScalarType.Float64, CPU, generator: rng) / 4;
        var (weight, bias, x) = (Random(outputs, inputs / groups, kernel, kernel), Random(outputs), Random(2, inputs, 9, 12));
        var operation = new Convolution(inputs, outputs, Window.Square(kernel, stride, padding, dilation), groups);
        var exact = new LayerParameters(weight, bias, false);
        Tensor Reference(Tensor[] all) => functional.conv2d(
            all[0], weight, bias, [stride, stride], [padding, padding], [dilation, dilation], groups);
        OperatorCheck.Compare(operation, Reference, [x], exact);
        var output = Reference([x]);
        operation.OutputShape([x.shape[1..]]).ShouldBe(output.shape[1..]);

        var (upstream, single) = (Random(output.shape), new LayerParameters(weight.@float(), bias.@float(), false));
        var expected = OperatorCheck.Vjp(operation, 0, upstream, [x], exact);
        var actual = OperatorCheck.Vjp(operation, 0, upstream.@float(), [x.@float()], single);
        (actual - expected).abs().max().item<double>().ShouldBeLessThan(1e-6);
        (operation.Forward([x.@float()], single) - output).abs().max().item<double>().ShouldBeLessThan(1e-6);
    }
}

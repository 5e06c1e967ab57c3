using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
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
        { 3, 8, 7, 2, 3, 1, 1 },
        { 3, 5, 5, 2, 2, 1, 1 },
        { 3, 5, 5, 3, 1, 1, 1 },
        { 5, 18, 3, 2, 1, 1, 1 },
        { 16, 24, 3, 2, 0, 1, 1 },
        { 17, 24, 2, 2, 0, 1, 1 },
        { 3, 5, 3, 3, 1, 1, 1 },
        { 3, 5, 2, 2, 0, 1, 1 },
        { 3, 5, 2, 2, 1, 1, 1 },
        { 3, 5, 3, 2, 5, 1, 1 },   // padding beyond the kernel
        { 3, 5, 7, 3, 7, 1, 1 },
        { 3, 5, 2, 3, 1, 1, 1 },   // a kernel smaller than the steps
        { 3, 5, 3, 2, 2, 2, 1 },
        { 3, 5, 3, 3, 2, 2, 1 },
        { 4, 6, 3, 2, 1, 1, 2 },
    };

    // One convolution for all phases of the strides, and one for each.
    [Theory]
    [InlineData(3, 64, 7, 2, 3), InlineData(3, 18, 3, 2, 1), InlineData(5, 20, 5, 3, 2), InlineData(3, 24, 4, 4, 0)]
    [InlineData(3, 20, 2, 2, 0), InlineData(3, 48, 3, 3, 0), InlineData(16, 40, 3, 2, 1)]
    [InlineData(17, 40, 3, 2, 1), InlineData(32, 64, 3, 2, 1), InlineData(32, 48, 1, 2, 0)]
    public void Strided_products_have_the_same_bits_in_any_batch_and_on_any_number_of_threads(
        long inputs, long outputs, long kernel, long stride, long padding)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var scope = NewDisposeScope();
        using var rng = new Generator(6, CPU);
        var (operation, parameters) = (
            new Convolution(inputs, outputs, Window.Square(kernel, stride, padding)),
            new LayerParameters(randn([outputs, inputs, kernel, kernel], generator: rng), null, false));
        foreach (var side in new[] { 9, 30, 61, 112 })
        {
            long[] shape = [9, inputs, side, side - 1];
            var upstream = randn([9, .. operation.OutputShape([shape[1..]])], generator: rng);
            var whole = Product(upstream);
            foreach (var images in new[] { 1, 2, 3, 8 })
                Product(upstream.narrow(0, 9 - images, images).contiguous()).Same(whole.narrow(0, 9 - images, images).contiguous())
                    .ShouldBeTrue($"{images} images of {side} pixels");
            var threads = get_num_threads();
            try
            {
                foreach (var number in new[] { 1, 2, 3 })
                {
                    set_num_threads(number);
                    Product(upstream).Same(whole).ShouldBeTrue($"{number} threads, {side} pixels");
                    Product(upstream.narrow(0, 0, 1)).Same(whole.narrow(0, 0, 1).contiguous()).ShouldBeTrue($"{number} threads, one image");
                }
            }
            finally
            {
                set_num_threads(threads);
            }

            Tensor Product(Tensor signal) => operation.Vjp(0, signal, new VjpPoint([shape], [], null, null), parameters);
        }
    }

    // Rows and columns differ in all things.
    [Theory, InlineData(3, 2, 2, 3), InlineData(5, 1, 3, 4), InlineData(7, 1, 3, 1)]
    public void Uneven_windows_equal_autograds(long kernelY, long strideY, long kernelX, long strideX)
    {
        using var scope = NewDisposeScope();
        using var rng = new Generator(7, CPU);
        var (weight, x) = (
            randn([5, 3, kernelY, kernelX], ScalarType.Float64, CPU, generator: rng) / 4,
            randn([2, 3, 11, 14], ScalarType.Float64, CPU, generator: rng));
        var operation = new Convolution(3, 5, new Window((kernelY, kernelX), (strideY, strideX), (2, 1), (1, 1)));
        OperatorCheck.Compare(
            operation, all => functional.conv2d(all[0], weight, null, [strideY, strideX], [2, 1]), [x], new(weight, null, false));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Output_and_product_equal_autograds(
        long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups)
    {
        using var garbage = Allocator.FillWithGarbage();
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

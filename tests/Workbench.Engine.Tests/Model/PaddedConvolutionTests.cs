using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>
/// Convolutions of any width, in garbage-filled memory. Without zero channels libtorch 2.10's are wrong on processors with AVX-512 if the
/// input channels are above 16 and not a multiple of 16. On other processors they happen to be right; there the tests of the padded widths
/// check the rule.
/// </summary>
public sealed class PaddedConvolutionTests
{
    private static readonly int[] s_widths = [1, 3, 5, 8, 10, 16, 17, 18, 20, 24, 26, 30, 32, 34, 40, 64, 72, 100];

    // Every input width with three output widths. The image sizes and the number of images vary with them.
    [Fact]
    public void A_layer_of_any_width_equals_float64_forward_and_backward()
    {
        using var garbage = Allocator.FillWithGarbage();
        using var rng = new Generator(3, CPU);
        var off = new List<string>();
        foreach (var (at, inputs) in s_widths.Index())
            foreach (var step in new[] { 0, 1, 7 })
                Check(inputs, s_widths[(at + step) % s_widths.Length], images: step switch { 0 => 1, 1 => 2, _ => 5 });
        off.ShouldBeEmpty();

        void Check(int inputs, int outputs, int images)
        {
            using var scope = NewDisposeScope();
            var (height, width) = ((inputs + outputs) % 3) switch { 0 => (7, 9), 1 => (1, 2), _ => (15, 13) };
            Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float32, CPU, generator: rng);
            var (weight, bias, input, upstream) = (
                Draw(outputs, inputs, 3, 3), Draw(outputs), Draw(images, inputs, height, width), Draw(images, outputs, height, width));
            using var single = Layer(weight, bias);
            using var exact = Layer(weight.to(ScalarType.Float64), bias.to(ScalarType.Float64));
            var other = Draw(outputs, inputs, 3, 3);   // a weight as a rule passes it
            Compare("forward", layer => layer.Forward(Like(layer, input), layer.Weight, layer.Bias));
            Compare("backward", layer => Back(layer, layer.Weight!));
            Compare("forward, positive weight", layer => layer.Forward(Like(layer, input), layer.PositiveWeight, null));
            Compare("backward, positive weight", layer => Back(layer, layer.PositiveWeight!));
            Compare("forward, weight of a rule", layer => layer.Forward(Like(layer, input), Like(layer, other), layer.Bias));
            Compare("backward, weight of a rule", layer => Back(layer, Like(layer, other)));

            Tensor Back(NetworkLayer layer, Tensor with) =>
                layer.Vjp(0, Like(layer, upstream), new([[images, inputs, height, width]], [], null, null), with);

            void Compare(string what, Func<NetworkLayer, Tensor> product)
            {
                var (got, wanted) = (product(single), product(exact));
                got.shape.ShouldBe(wanted.shape);
                got.is_contiguous().ShouldBeTrue();
                var deviation = ((got.to(ScalarType.Float64) - wanted).abs().max() / wanted.abs().max()).item<double>();
                if (!(deviation < 1e-5)) off.Add($"{what}, {inputs} to {outputs}: {deviation:e1}");
            }
        }
    }

    [Fact]
    public void Known_wrong_widths_are_padded_to_multiples_of_16()
    {
        using var scope = NewDisposeScope();
        foreach (var inputs in Enumerable.Range(1, 200))
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                var kernel = ones(5, inputs, 3, 3, dtype: dtype);
                var filled = PaddedConvolution.PadKernelTo(kernel, ChannelPadding.KnownInputs);
                filled.shape.ShouldBe([5, inputs <= 16 ? inputs : (inputs + 15) / 16 * 16, 3, 3]);
                ReferenceEquals(filled, kernel).ShouldBe(inputs <= 16 || inputs % 16 == 0, "a kernel that needs no padding is not copied");
                filled.sum().to(ScalarType.Float32).item<float>().ShouldBe(kernel.sum().to(ScalarType.Float32).item<float>());
                PaddedConvolution.PadKernelTo(kernel, ChannelPadding.All).shape.ShouldBe([16, (inputs + 15) / 16 * 16, 3, 3]);
                kernel.Dispose();
                filled.Dispose();
            }
    }

    [Fact]
    public void Float64_is_not_padded()
    {
        using var kernel = ones(5, 18, 3, 3, dtype: ScalarType.Float64);
        ReferenceEquals(PaddedConvolution.PadKernel(kernel, inBfloat16: false), kernel).ShouldBeTrue();
    }

    [Theory]
    [InlineData(3, 5), InlineData(5, 10), InlineData(10, 18), InlineData(18, 26)]
    [InlineData(8, 8), InlineData(24, 40), InlineData(16, 32), InlineData(72, 100)]
    public void Gradients_of_training_equal_float64(int inputs, int outputs)
    {
        using var garbage = Allocator.FillWithGarbage();
        using var scope = NewDisposeScope();
        using var rng = new Generator(4, CPU);
        Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float32, CPU, generator: rng);
        var (input, kernel, upstream) = (Draw(2, inputs, 13, 15), Draw(outputs, inputs, 3, 3), Draw(2, outputs, 13, 15));
        IList<Tensor> Gradients(ScalarType dtype)
        {
            var (x, w) = (input.to(dtype).detach().clone().requires_grad_(), kernel.to(dtype).detach().clone().requires_grad_());
            var y = PaddedConvolution.DifferentiableConvolution(x, w, padding: 1);
            return [y.detach(), .. autograd.grad([y], [x, w], [upstream.to(dtype)])];
        }
        foreach (var (got, wanted) in Gradients(ScalarType.Float32).Zip(Gradients(ScalarType.Float64)))
        {
            got.shape.ShouldBe(wanted.shape);
            ((got.to(ScalarType.Float64) - wanted).abs().max() / wanted.abs().max()).item<double>().ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void Concurrent_threads_get_the_same_derived_weights()
    {
        using var weight = randn(18, 20, 3, 3);
        using var bias = zeros(18);
        for (var round = 0; round < 20; round++)
        {
            using var layer = Layer(weight, bias);
            var found = new Tensor?[8];
            var threads = found.Select((_, i) => new Thread(() => found[i] = layer.PositiveWeight)).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            found.ShouldAllBe(one => ReferenceEquals(one, found[0]));
        }
    }

    private static Tensor Like(NetworkLayer layer, Tensor tensor) => tensor.to(layer.Weight!.dtype);

    private static NetworkLayer Layer(Tensor weight, Tensor bias) =>
        new(
            new LayerInfo(0, "features.0", null, LayerKind.Conv2d, (int)weight.shape[0], true),
            new Convolution(weight.shape[1], weight.shape[0], Window.Square(3, padding: 1)),
            new LayerParameters(weight, bias, inBfloat16: false));
}

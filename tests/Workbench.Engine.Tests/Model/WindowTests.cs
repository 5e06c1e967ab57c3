using System.Runtime.InteropServices;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>Convolutions and pools of many geometries, compared with autograd in float64. Memory is filled with garbage.</summary>
public sealed class WindowTests
{
    private const int Images = 2, Height = 9, Width = 6;

    private static readonly (long Rows, long Columns)[] s_kernels = [(1, 1), (2, 3), (3, 3), (1, 7), (5, 1)];

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Convolutions(int groups)
    {
        using var garbage = Allocator.FillWithGarbage();
        var compared = 0;
        foreach (var window in Windows(paddings: [0, 1, 2, 3], ceil: false))
        {
            using var scope = NewDisposeScope();
            var kernel = Draw(20, 10 / groups, window.Kernel.Rows, window.Kernel.Columns);
            compared += Check(
                new Convolution(10, 20, window, groups), kernel, 10, 20, $"{window}, {groups} groups",
                x => nn.functional.conv2d(x, kernel, null, window.Strides, window.Paddings, window.Dilations, groups));
        }
        compared.ShouldBeGreaterThan(100);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Pools(bool ceil)
    {
        using var garbage = Allocator.FillWithGarbage();
        var compared = 0;
        foreach (
            var window in Windows(paddings: [0, 1], ceil).Where(window =>
                2 * window.Padding.Rows <= window.Kernel.Rows && 2 * window.Padding.Columns <= window.Kernel.Columns))
        {
            compared += Check(
                new MaxPool(window), null, 5, 5, $"max, {window}",
                x => nn.functional.max_pool2d(x, window.Kernels, window.Strides, window.Paddings, window.Dilations, ceil));
            if (window.Dilation is not (1, 1)) continue;
            foreach (var counts in new[] { false, true })
                Check(
                    new AveragePool(window, counts), null, 5, 5, $"average, {window}, padding counts: {counts}",
                    x => nn.functional.avg_pool2d(x, window.Kernels, window.Strides, window.Paddings, ceil, counts));
        }
        compared.ShouldBeGreaterThan(20);
    }

    private static IEnumerable<Window> Windows(long[] paddings, bool ceil) =>
        from kernel in s_kernels
        from stride in new[] { (1L, 1L), (2L, 2L), (3L, 1L) }
        from padding in paddings
        from dilation in new[] { (1L, 1L), (2L, 1L) }
        select new Window(kernel, stride, (padding, padding), dilation, ceil);

    // 0 if the window is larger than the input.
    private static int Check(Operator operation, Tensor? weight, long inputs, long outputs, string what, Func<Tensor, Tensor> reference)
    {
        using var scope = NewDisposeScope();
        long[] shape;
        try
        {
            shape = operation.OutputShape([[inputs, Height, Width]]);
        }
        catch (ShapeException)
        {
            var small = zeros(1, inputs, Height, Width, dtype: ScalarType.Float64);
            Should.Throw<ExternalException>(() => reference(small), what);
            return 0;
        }
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-5) })
        {
            using var own = new LayerParameters(weight?.to(dtype), null, inBfloat16: false);
            var x = Draw(Images, inputs, Height, Width).requires_grad_();
            var wanted = reference(x);
            wanted.shape.ShouldBe([Images, outputs, .. shape[1..]], what);
            var upstream = Draw(wanted.shape);
            var gradient = autograd.grad([wanted], [x], [upstream])[0];
            using var none = no_grad();
            var (found, winners) = operation.ForwardWithWinners([x.detach().to(dtype)], own);
            Close(found, wanted, tolerance, $"{what}, {dtype}");
            var back = operation.Vjp(0, upstream.to(dtype), new([x.shape], [], null, winners), own);
            Close(back, gradient, tolerance, $"{what}, backward, {dtype}");
        }
        return 1;
    }

    // Numbers that float32 holds.
    private static Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float32).to(ScalarType.Float64);

    private static void Close(Tensor found, Tensor wanted, double tolerance, string what)
    {
        found.shape.ShouldBe(wanted.shape, what);
        (found.to(ScalarType.Float64) - wanted.detach()).abs().max().item<double>()
            .ShouldBeLessThanOrEqualTo(tolerance * wanted.detach().abs().max().item<double>(), what);
    }
}

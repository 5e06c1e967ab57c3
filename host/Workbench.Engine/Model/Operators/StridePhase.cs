using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// One phase of a strided convolution along one side: the input pixels x with (x + padding) mod stride equal to the phase. The kernel's
/// pixels that meet them are every <see cref="Step"/>-th from <see cref="First"/> on, and their vector–Jacobian product is a convolution of
/// stride 1. All phases together multiply what the backward convolution has to, and no zeros.
/// </summary>
/// <param name="First">First pixel of the kernel that meets the phase.</param>
/// <param name="Step">Distance between the kernel's pixels that do.</param>
/// <param name="Count">How many do; 0 if none does.</param>
/// <param name="Dilation">Distance of their outputs.</param>
internal readonly record struct StridePhase(long First, long Step, long Count, long Dilation)
{
    /// <summary>The phase of a window along one side.</summary>
    public static StridePhase Create(long phase, long kernel, long stride, long dilation)
    {
        var common = GreatestCommonDivisor(stride, dilation);
        var (step, first) = (stride / common, 0L);
        while (first < kernel && first * dilation % stride != phase) first++;
        return first < kernel ? new(first, step, (kernel - 1 - first) / step + 1, dilation / common) : default;
    }

    /// <summary>The kernel's pixels of this phase, from the flipped kernel along an axis.</summary>
    public Tensor Select(Tensor flipped, int axis)
    {
        var kernel = flipped.shape[axis];
        return flipped.slice(axis, kernel - 1 - (First + (Count - 1) * Step), kernel - First, Step);
    }

    /// <summary>Where the product of the phase lies in the input.</summary>
    /// <param name="outputs">Size of the layer's output.</param>
    /// <param name="inputs">Size of the layer's input.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="dilation">Distance between the pixels of a window.</param>
    /// <param name="padding">Pixels before the input.</param>
    /// <returns>The first entry of the product that lies inside, the input pixel to which it belongs, and the number of entries.</returns>
    public (long Skipped, long Start, long Length) Place(long outputs, long inputs, long stride, long dilation, long padding)
    {
        var before = First * dilation - padding;
        var skipped = before >= 0 ? 0 : (-before + stride - 1) / stride;
        var start = skipped * stride + before;
        var length = outputs + Dilation * (Count - 1) - skipped;
        return (skipped, start, start >= inputs ? 0 : Math.Min(length, (inputs - 1 - start) / stride + 1));
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

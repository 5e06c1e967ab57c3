using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>
/// A convolution with strides that autograd can differentiate. libtorch 2.10's backward convolutions with strides are wrong in float32, so
/// the phases of the strides become channels, and the convolution has stride 1.
/// </summary>
internal static class DifferentiableConvolution
{
    /// <summary>The convolution of an input without bias.</summary>
    /// <param name="input">[B, inputs, H, W].</param>
    /// <param name="weight">[outputs, inputs, k, k].</param>
    /// <param name="stride">Steps between windows, in both directions.</param>
    /// <param name="padding">Zero pixels on each side.</param>
    public static Tensor Apply(Tensor input, Tensor weight, long stride, long padding)
    {
        if (stride == 1) return PaddedConvolution.DifferentiableConvolution(input, weight, padding);
        var kernel = weight.shape[2];
        if (kernel == 1 && padding == 0)
            return PaddedConvolution.DifferentiableConvolution(Every(Every(input, 2, stride), 3, stride), weight, padding: 0);
        var windows = (kernel + stride - 1) / stride;   // side of the kernel in steps
        var phases = functional.pixel_unshuffle(
            Fit(Fit(input, 3, kernel, stride, padding, windows), 2, kernel, stride, padding, windows), stride);
        return PaddedConvolution.DifferentiableConvolution(phases, Phases(weight, stride, windows), padding: 0);
    }

    private static Tensor Every(Tensor signal, int side, long stride) => signal.slice(side, 0, signal.shape[side], stride);

    // Pads or cuts a side to the pixels that all windows see, in whole steps.
    private static Tensor Fit(Tensor signal, int side, long kernel, long stride, long padding, long windows)
    {
        var size = signal.shape[side];
        var outputs = (size + 2 * padding - kernel) / stride + 1;
        var behind = stride * (outputs - 1 + windows) - size - padding;
        long[] pads = side == 3 ? [padding, Math.Max(0, behind)] : [0, 0, padding, Math.Max(0, behind)];
        var padded = functional.pad(signal, pads);
        return behind < 0 ? padded.narrow(side, 0, size + padding + behind) : padded;
    }

    // [out, in, k, k] to [out, in · stride², k/stride, k/stride], in the order of pixel_unshuffle.
    private static Tensor Phases(Tensor weight, long stride, long windows)
    {
        var (outputs, inputs, missing) = (weight.shape[0], weight.shape[1], windows * stride - weight.shape[2]);
        return functional.pad(weight, [0, missing, 0, missing])
            .view(outputs, inputs, windows, stride, windows, stride)
            .permute(0, 1, 3, 5, 2, 4)
            .reshape(outputs, inputs * stride * stride, windows, windows);
    }
}

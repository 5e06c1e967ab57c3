using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// Pads convolutions on the CPU with zero channels, so that their values are correct. libtorch 2.10's forward convolution (oneDNN 3.7.1)
/// reads uninitialised memory if the input channels are above 16 and not a multiple of 16: seen with AVX-512, in float32, at 3×3 and 7×7,
/// and not on every processor. Padded with zero channels it is correct.
/// Such widths are padded on every processor, even if <see cref="ConvolutionCheck"/> finds no fault: the check covers few shapes, memory
/// may happen to be zero, and the last bits of a table computed on several machines should not depend on the machine. Multiples of 16 are
/// not padded. Float64 does not use oneDNN, and CUDA has other libraries.
/// </summary>
internal static class PaddedConvolution
{
    /// <summary>Channels are padded to a multiple of this.</summary>
    public const long Block = 16;

    /// <summary>The kernel padded as <see cref="ConvolutionCheck"/> requires on this processor, or the kernel itself.</summary>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="inBfloat16">Whether the product is computed in bfloat16; the kernel is float32 in both cases.</param>
    public static Tensor PadKernel(Tensor kernel, bool inBfloat16) =>
        kernel.device_type != DeviceType.CPU || kernel.dtype == ScalarType.Float64 || kernel.shape.Take(2).All(width => Missing(width) == 0)
            ? kernel
            : IsThreeByThree(kernel) ? PadKernelTo(kernel, ConvolutionCheck.Finding(inBfloat16).Fill)
            : inBfloat16 ? PadKernelTo(kernel, ChannelPadding.All)   // 658 of 1,242 shapes are wrong with fewer
            : IsOnePixel(kernel) ? kernel
            : PadKernelTo(kernel, ConvolutionCheck.Finding(inBfloat16).Fill);

    // The shape that the check measures.
    private static bool IsThreeByThree(Tensor kernel) => kernel.shape is [_, _, 3, 3];

    private static bool IsOnePixel(Tensor kernel) => kernel.shape is [_, _, 1, 1];

    /// <summary>The kernel padded with zero channels, or the kernel itself.</summary>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="fill">The widths to pad.</param>
    public static Tensor PadKernelTo(Tensor kernel, ChannelPadding fill)
    {
        var (outputs, inputs) = (MissingOutputs(kernel.shape[0], fill), MissingInputs(kernel.shape[1], fill));
        return outputs == 0 && inputs == 0 ? kernel : functional.pad(kernel, [0, 0, 0, 0, 0, inputs, 0, outputs]);
    }

    /// <summary>The input padded to the kernel's input channels, or the input itself.</summary>
    /// <param name="input">[B, inputs, H, W].</param>
    /// <param name="kernel">The padded kernel.</param>
    public static Tensor PadInput(Tensor input, Tensor kernel) =>
        input.shape[1] == kernel.shape[1] ? input : functional.pad(input, [0, 0, 0, 0, 0, kernel.shape[1] - input.shape[1]]);

    /// <summary>The bias padded to the kernel's outputs, or the bias itself.</summary>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="kernel">The padded kernel.</param>
    public static Tensor? PadBias(Tensor? bias, Tensor kernel) =>
        bias is null || bias.shape[0] == kernel.shape[0] ? bias : functional.pad(bias, [0, kernel.shape[0] - bias.shape[0]]);

    /// <summary>The product without the padded outputs, or the product itself.</summary>
    /// <param name="product">[B, outputs of the padded kernel, H, W].</param>
    /// <param name="outputs">Number of outputs to keep.</param>
    public static Tensor TrimOutput(Tensor product, long outputs) =>
        product.shape[1] == outputs ? product : product.narrow(1, 0, outputs).contiguous();

    /// <summary>
    /// A convolution of stride 1 that autograd can differentiate. All widths are padded, since libtorch's backward convolutions are wrong
    /// at more widths than the forward one.
    /// </summary>
    /// <param name="input">[B, inputs, H, W].</param>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="padding">Zero pixels on each side.</param>
    public static Tensor DifferentiableConvolution(Tensor input, Tensor kernel, long padding)
    {
        var filled = PadKernelTo(kernel, ChannelPadding.All);
        return TrimOutput(functional.conv2d(PadInput(input, filled), filled, padding: [padding, padding]), kernel.shape[0]);
    }

    private static long MissingInputs(long width, ChannelPadding fill) =>
        fill == ChannelPadding.KnownInputs && width <= Block ? 0 : Missing(width);

    private static long MissingOutputs(long width, ChannelPadding fill) => fill == ChannelPadding.KnownInputs ? 0 : Missing(width);

    private static long Missing(long width) => (Block - width % Block) % Block;
}

/// <summary>The widths of a convolution that are padded with zero channels.</summary>
public enum ChannelPadding
{
    /// <summary>Input channels above 16 that are not a multiple of 16: the widths at which libtorch 2.10 is known to be wrong.</summary>
    KnownInputs,
    /// <summary>Input and output channels that are not a multiple of 16.</summary>
    All,
}

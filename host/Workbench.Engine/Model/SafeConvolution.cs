using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model;

/// <summary>
/// Zero channels around a convolution on the CPU, so that its values can be trusted. libtorch 2.10's own convolution forward (oneDNN 3.7.1) reads memory that nobody wrote where
/// the input channels are above 16 and no multiple of 16: seen with AVX-512, in float32, at 3×3 and 7×7, and not on every processor. With channels of zeros it is right.
/// Such widths are filled up on every processor, also where the check of this one finds nothing: it looks at few shapes, memory may happen to be zero, and a table that
/// several machines share should not change its last bits with them. Widths that are multiples of 16 pass through as they are. oneDNN has no float64; CUDA has libraries of its own.
/// </summary>
internal static class SafeConvolution
{
    /// <summary>Channels are filled up to a multiple of this.</summary>
    public const long Block = 16;

    /// <summary>The kernel with the channels of zeros that it lacks, or the kernel itself.</summary>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="inBfloat16">Whether the product is taken in bfloat16; the kernel is float32 all the same.</param>
    public static Tensor Kernel(Tensor kernel, bool inBfloat16) =>
        kernel.device_type == DeviceType.CPU && kernel.dtype != ScalarType.Float64 && kernel.shape.Take(2).Any(width => Missing(width) > 0)
            ? Filled(kernel, ConvolutionCheck.Of(inBfloat16).Fill)
            : kernel;

    /// <summary>The kernel filled up to certain widths, or the kernel itself.</summary>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="fill">Which widths are filled up.</param>
    public static Tensor Filled(Tensor kernel, ChannelFill fill)
    {
        var (outputs, inputs) = (MissingOutputs(kernel.shape[0], fill), MissingInputs(kernel.shape[1], fill));
        return outputs == 0 && inputs == 0 ? kernel : functional.pad(kernel, [0, 0, 0, 0, 0, inputs, 0, outputs]);
    }

    /// <summary>The input with as many channels as the kernel takes, or the input itself.</summary>
    /// <param name="input">[B, inputs, H, W].</param>
    /// <param name="kernel">What <see cref="Kernel"/> returned.</param>
    public static Tensor Input(Tensor input, Tensor kernel) =>
        input.shape[1] == kernel.shape[1] ? input : functional.pad(input, [0, 0, 0, 0, 0, kernel.shape[1] - input.shape[1]]);

    /// <summary>The bias with as many numbers as the kernel has outputs, or the bias itself.</summary>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="kernel">What <see cref="Kernel"/> returned.</param>
    public static Tensor? Bias(Tensor? bias, Tensor kernel) =>
        bias is null || bias.shape[0] == kernel.shape[0] ? bias : functional.pad(bias, [0, kernel.shape[0] - bias.shape[0]]);

    /// <summary>The product without the outputs that were filled up, or the product itself.</summary>
    /// <param name="product">[B, outputs of the kernel, H, W].</param>
    /// <param name="outputs">Outputs wanted.</param>
    public static Tensor Output(Tensor product, long outputs) =>
        product.shape[1] == outputs ? product : product.narrow(1, 0, outputs).contiguous();

    /// <summary>A convolution of stride 1 that autograd may go through: all its widths are filled up, since its backward convolutions are wrong at more widths than the forward one.</summary>
    /// <param name="input">[B, inputs, H, W].</param>
    /// <param name="kernel">[outputs, inputs, h, w].</param>
    /// <param name="padding">Pixels of zeros on each side.</param>
    public static Tensor Trainable(Tensor input, Tensor kernel, long padding)
    {
        var filled = Filled(kernel, ChannelFill.All);
        return Output(functional.conv2d(Input(input, filled), filled, padding: [padding, padding]), kernel.shape[0]);
    }

    private static long MissingInputs(long width, ChannelFill fill) =>
        fill == ChannelFill.KnownInputs && width <= Block ? 0 : Missing(width);

    private static long MissingOutputs(long width, ChannelFill fill) => fill == ChannelFill.KnownInputs ? 0 : Missing(width);

    private static long Missing(long width) => (Block - width % Block) % Block;
}

/// <summary>Which widths of a convolution are filled up with channels of zeros.</summary>
public enum ChannelFill
{
    /// <summary>Input channels above 16 that are no multiple of 16: the widths at which libtorch 2.10 is known to be wrong.</summary>
    KnownInputs,
    /// <summary>Input and output channels that are no multiple of 16.</summary>
    All,
}

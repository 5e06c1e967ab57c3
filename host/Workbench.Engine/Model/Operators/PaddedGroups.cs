using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// Pads grouped convolutions on the CPU with zero channels in each group, where a group's input or output channels are not a multiple of 4.
/// libtorch 2.10 is right without it, but the last bits of an image's outputs would depend on the batch and the threads. Depthwise
/// convolutions do not need it; neither does float64, which does not use oneDNN.
/// </summary>
internal static class PaddedGroups
{
    private const long Vector = 4;

    /// <summary>The padded kernel, or the kernel itself.</summary>
    /// <param name="kernel">[groups · outputs, inputs, h, w].</param>
    /// <param name="groups">Number of groups.</param>
    public static Tensor PadKernel(Tensor kernel, long groups)
    {
        var (outputs, inputs) = (kernel.shape[0] / groups, kernel.shape[1]);
        if (kernel.device_type != DeviceType.CPU || kernel.dtype == ScalarType.Float64 || inputs == 1
            || inputs % Vector == 0 && outputs % Vector == 0)
            return kernel;
        return functional
            .pad(
                kernel.reshape(groups, outputs, inputs, kernel.shape[2], kernel.shape[3]),
                [0, 0, 0, 0, 0, Filled(inputs) - inputs, 0, Filled(outputs) - outputs])
            .flatten(0, 1);
    }

    /// <summary>The input padded to the kernel's channels, or the input itself.</summary>
    public static Tensor PadInput(Tensor input, Tensor kernel, long groups) =>
        Pad(input, kernel.shape[1] * groups, groups);

    /// <summary>The bias padded to the kernel's outputs, or the bias itself.</summary>
    public static Tensor? PadBias(Tensor? bias, Tensor kernel, long groups) => bias is null || bias.shape[0] == kernel.shape[0]
        ? bias
        : functional.pad(bias.reshape(groups, -1), [0, (kernel.shape[0] - bias.shape[0]) / groups]).flatten();

    /// <summary>The product without the padded outputs, or the product itself.</summary>
    public static Tensor TrimOutput(Tensor product, long outputs, long groups) => product.shape[1] == outputs
        ? product
        : product.reshape(product.shape[0], groups, -1, product.shape[2], product.shape[3])
            .narrow(2, 0, outputs / groups)
            .reshape(product.shape[0], outputs, product.shape[2], product.shape[3]);

    private static Tensor Pad(Tensor input, long channels, long groups) => input.shape[1] == channels
        ? input
        : functional
            .pad(
                input.reshape(input.shape[0], groups, -1, input.shape[2], input.shape[3]),
                [0, 0, 0, 0, 0, (channels - input.shape[1]) / groups])
            .flatten(1, 2);

    private static long Filled(long width) => (width + PaddedConvolution.Block - 1) / PaddedConvolution.Block * PaddedConvolution.Block;
}

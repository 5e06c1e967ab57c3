using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>
/// Products on the CPU that give a row the same bits whatever rows stand beside it, so that a table does not depend on batches or shards. libtorch 2.10 chooses its kernel by the number of rows:
/// a matrix product goes through blocks of 8 rows and through other code for what is left, and a convolution of one small image avoids oneDNN (<c>ConvParams::use_mkldnn</c>:
/// up to 20,480 numbers). Rows of zeros fill both up. On CUDA nothing is filled: libraries there choose by more than the rows.
/// </summary>
internal static class SteadyProduct
{
    private const long Block = 8, SmallImage = 20_480;

    /// <summary>A matrix product of [rows, K].</summary>
    public static Tensor Matrix(Tensor input, Func<Tensor, Tensor> product) =>
        Filled(input, (input.shape[0] + Block - 1) / Block * Block, product);

    /// <summary>A convolution of [images, C, H, W].</summary>
    public static Tensor Convolution(Tensor input, Func<Tensor, Tensor> product) =>
        Filled(input, input.shape[0] == 1 && input.numel() <= SmallImage ? 2 : input.shape[0], product);

    private static Tensor Filled(Tensor input, long rows, Func<Tensor, Tensor> product)
    {
        var (own, missing) = (input.shape[0], rows - input.shape[0]);
        if (missing == 0 || own == 0 || input.device_type != TorchSharp.DeviceType.CPU) return product(input);
        using var nothing = zeros([missing, .. input.shape[1..]], input.dtype, input.device);
        using var filled = cat([input, nothing]);
        using var whole = product(filled);
        return whole.narrow(0, 0, own).clone();
    }
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// Products on the CPU whose rows do not depend, bit for bit, on the other rows, so that a table does not depend on batches or shards.
/// libtorch 2.10 chooses its kernel by the number of rows: a matrix product uses one kernel for blocks of 8 rows and another for the rest,
/// and a convolution of one small image does not use oneDNN (<c>ConvParams::use_mkldnn</c>: up to 20,480 numbers). Both are padded with
/// zero rows. On CUDA nothing is padded, since its libraries choose by more than the number of rows.
/// </summary>
internal static class BatchInvariantProduct
{
    private const long Block = 8, SmallImage = 20_480;

    /// <summary>A matrix product with an input [rows, K], padded to a multiple of 8 rows.</summary>
    public static Tensor Matrix(Tensor input, Func<Tensor, Tensor> product) =>
        WithPaddedRows(input, (input.shape[0] + Block - 1) / Block * Block, product);

    /// <summary>A convolution of an input [images, C, H, W]; a single small image is padded to two.</summary>
    public static Tensor Convolution(Tensor input, Func<Tensor, Tensor> product) =>
        WithPaddedRows(input, input.shape[0] == 1 && input.numel() <= SmallImage ? 2 : input.shape[0], product);

    private static Tensor WithPaddedRows(Tensor input, long rows, Func<Tensor, Tensor> product)
    {
        var (own, missing) = (input.shape[0], rows - input.shape[0]);
        if (missing == 0 || own == 0 || input.device_type != TorchSharp.DeviceType.CPU) return product(input);
        using var nothing = zeros([missing, .. input.shape[1..]], input.dtype, input.device);
        using var filled = cat([input, nothing]);
        using var whole = product(filled);
        return whole.narrow(0, 0, own).clone();
    }
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// The phases of a strided convolution along one side, all in one kernel. Input pixel x = stride · q + f meets kernel pixel
/// f + padding - stride · t at output q + t. A convolution of stride 1 over t, with the phases f as channels, thus gives the
/// vector–Jacobian product of all phases at once. Where a phase has fewer pixels than the others, it multiplies zeros.
/// </summary>
/// <param name="stride">Steps between windows.</param>
/// <param name="kernel">Pixels of a window. Their distance is 1.</param>
/// <param name="padding">Pixels before the input.</param>
internal sealed class InterleavedPhases(long stride, long kernel, long padding)
{
    private readonly long _first = Ceiling(padding - kernel + 1, stride), _last = Ceiling(padding, stride);

    /// <summary>
    /// The phases of the rows and columns, or null where one convolution for each phase is faster. That is so if the input fills a vector
    /// of <see cref="PaddedConvolution.Block"/> channels, because one convolution for all multiplies up to <c>stride²</c> times as much.
    /// </summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="window">Kernel, stride, padding and dilation.</param>
    /// <param name="groups">Groups of channels that are convolved apart.</param>
    public static (InterleavedPhases Rows, InterleavedPhases Columns)? Create(long inputs, Window window, long groups)
    {
        var (kernel, stride) = (window.Kernel, window.Stride);
        return groups == 1 && inputs <= PaddedConvolution.Block && window.Dilation is (1, 1)
            && stride is not (1, 1) && kernel.Rows >= stride.Rows && kernel.Columns >= stride.Columns
            ? (new(stride.Rows, kernel.Rows, window.Padding.Rows), new(stride.Columns, kernel.Columns, window.Padding.Columns))
            : null;
    }

    /// <summary>Number of phases.</summary>
    public long Count => stride;

    /// <summary>Pixels of the kernel of all phases.</summary>
    public long Pixels => _last - _first + 1;

    /// <summary>Zeros to put before the kernel, so that its pixels fall into <see cref="Pixels"/> groups of all phases.</summary>
    public long Before => stride * _last - padding;

    /// <summary>Zeros to put behind the kernel.</summary>
    public long Behind => Pixels * stride - kernel - Before;

    /// <summary>The border of the convolution, and where the pixels of the input lie in its product.</summary>
    /// <param name="outputs">Size of the layer's output.</param>
    /// <param name="inputs">Size of the layer's input.</param>
    /// <returns>
    /// Zeros on both sides of the signal, the first entry that belongs to the input, and the number of entries. Pixels behind the last
    /// entry are in no window.
    /// </returns>
    public (long Border, long First, long Length) Place(long outputs, long inputs)
    {
        var length = Ceiling(inputs, stride);
        var border = Math.Max(0, Math.Max(-_first, Math.Min(length + _last - outputs, Pixels - 1)));
        return (border, border + _first, Math.Min(length, outputs + border - _last));
    }

    /// <summary>The kernel of all phases.</summary>
    /// <param name="weight">The layer's weight, [outputs, inputs, h, w].</param>
    /// <param name="rows">The phases of the rows.</param>
    /// <param name="columns">The phases of the columns.</param>
    /// <returns>[inputs · phases, outputs, h', w'].</returns>
    public static Tensor Kernel(Tensor weight, InterleavedPhases rows, InterleavedPhases columns)
    {
        using var scope = NewDisposeScope();
        return nn.functional.pad(weight, [columns.Before, columns.Behind, rows.Before, rows.Behind])
            .reshape(weight.shape[0], weight.shape[1], rows.Pixels, rows.Count, columns.Pixels, columns.Count)
            .flip(2, 4)
            .permute(1, 3, 5, 0, 2, 4)
            .reshape(weight.shape[1] * rows.Count * columns.Count, weight.shape[0], rows.Pixels, columns.Pixels)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The signal by the input, from the product with the kernel of all phases.</summary>
    /// <param name="product">[B, inputs · phases, h, w].</param>
    /// <param name="rows">The phases of the rows, and their place in the product.</param>
    /// <param name="columns">The phases of the columns, and their place in the product.</param>
    /// <param name="shape">Shape of the input.</param>
    public static Tensor Interleave(
        Tensor product,
        (InterleavedPhases Phases, long First, long Length) rows,
        (InterleavedPhases Phases, long First, long Length) columns,
        long[] shape)
    {
        using var scope = NewDisposeScope();
        var whole = product.narrow(2, rows.First, rows.Length).narrow(3, columns.First, columns.Length)
            .unflatten(1, [shape[1], rows.Phases.Count, columns.Phases.Count])
            .permute(0, 1, 4, 2, 5, 3)
            .reshape(shape[0], shape[1], rows.Length * rows.Phases.Count, columns.Length * columns.Phases.Count);
        var (behind, below) = (shape[3] - whole.shape[3], shape[2] - whole.shape[2]);   // negative where the last step is cut
        return (behind == 0 && below == 0 ? whole : nn.functional.pad(whole, [0, behind, 0, below]).contiguous())
            .MoveToOuterDisposeScope();
    }

    private static long Ceiling(long number, long divisor) =>
        number >= 0 ? (number + divisor - 1) / divisor : -(-number / divisor);
}

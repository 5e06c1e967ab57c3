namespace Workbench.Engine.Model.Operators;

/// <summary>The geometry of a sliding window along both sides of an image: rows first, then columns.</summary>
/// <param name="Kernel">Size of the window.</param>
/// <param name="Stride">Steps between windows.</param>
/// <param name="Padding">Pixels added on each side.</param>
/// <param name="Dilation">Distance between the pixels of a window.</param>
/// <param name="Ceil">Whether a partial last window counts.</param>
public sealed record Window(
    (long Rows, long Columns) Kernel,
    (long Rows, long Columns) Stride,
    (long Rows, long Columns) Padding,
    (long Rows, long Columns) Dilation,
    bool Ceil = false)
{
    /// <summary>A square window.</summary>
    public static Window Square(long kernel, long stride = 1, long padding = 0, long dilation = 1, bool ceil = false) =>
        new((kernel, kernel), (stride, stride), (padding, padding), (dilation, dilation), ceil);

    internal long[] Kernels => [Kernel.Rows, Kernel.Columns];

    internal long[] Strides => [Stride.Rows, Stride.Columns];

    internal long[] Paddings => [Padding.Rows, Padding.Columns];

    internal long[] Dilations => [Dilation.Rows, Dilation.Columns];

    /// <summary>Whether no pixel is in two windows.</summary>
    internal bool IsDisjoint => Stride.Rows >= Kernel.Rows && Stride.Columns >= Kernel.Columns && Dilation is (1, 1);

    /// <summary>Size of the output.</summary>
    /// <param name="shape">[C,H,W].</param>
    /// <exception cref="ShapeException">The input has no width, or is smaller than the window.</exception>
    public (long Rows, long Columns) OutputSize(long[] shape)
    {
        if (shape is not [_, var height, var width])
            throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(shape)}");
        var (rows, columns) = (
            Count(height, Kernel.Rows, Stride.Rows, Padding.Rows, Dilation.Rows),
            Count(width, Kernel.Columns, Stride.Columns, Padding.Columns, Dilation.Columns));
        return rows > 0 && columns > 0
            ? (rows, columns)
            : throw new ShapeException($"has windows of {Kernel.Rows}×{Kernel.Columns}, larger than its input of {height}×{width}");
    }

    private long Count(long side, long kernel, long stride, long padding, long dilation)
    {
        var free = side + 2 * padding - dilation * (kernel - 1) - 1;
        if (free < 0) return Ceil && free > -stride ? 1 : 0;
        var count = free / stride + 1;
        // A window that would begin in the padding behind the image does not count.
        return Ceil && free % stride != 0 && count * stride < side + padding ? count + 1 : count;
    }
}

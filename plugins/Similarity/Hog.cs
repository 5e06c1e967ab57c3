using System.Runtime.InteropServices;

namespace Workbench.Plugins.Similarity;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs 2005) as scikit-image 0.19 computes them for a float32 image: 16×16 pixels per cell,
/// 9 unsigned orientations in hard bins, 3×3 cells per block, L2-Hys. Its rounding is part of the definition, because rank correlations of
/// the histograms depend on ties.
/// </summary>
public static class Hog
{
    private const int Cell = 16, Block = 3, Bins = 9, Slots = Bins + 1;
    private const double Degrees = 180.0 / Bins, Epsilon = 1e-5, Clip = 0.2;

    /// <summary>The smallest width and height that hold a block, in pixels.</summary>
    public const int LeastSide = Cell * Block;

    /// <summary>
    /// The feature vectors, by block row, block column, cell row, cell column and orientation. Pixels beyond the last whole cell affect
    /// only the gradients of their neighbours.
    /// </summary>
    /// <param name="images">[N,1,H,W], at least <see cref="LeastSide"/> pixels a side; converted to float32.</param>
    /// <returns>[N,F], float32.</returns>
    public static Tensor Features(Tensor images)
    {
        var cells = Histograms(images.to(ScalarType.Float32));
        var blocks = cells.unfold(1, Block, 1).unfold(2, Block, 1).permute(0, 1, 2, 4, 5, 3).flatten(3);
        return Normalised(Normalised(blocks).clamp_max(Clip)).to(ScalarType.Float32).flatten(1);
    }

    private static Tensor Normalised(Tensor blocks) => blocks / (blocks.square().sum(-1, keepdim: true) + Epsilon * Epsilon).sqrt();

    // [N,rows,columns,9] in float64: gradient magnitude by cell and orientation, divided by the cell's area.
    private static Tensor Histograms(Tensor images)
    {
        var (n, height, width) = (images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var (rows, columns) = (height / Cell, width / Cell);
        var (down, right) = (Difference(images, 2), Difference(images, 3));
        var magnitude = down.hypot(right);
        var angle = down.atan2(right) * (180 / Math.PI);
        angle = angle.masked_fill(angle.eq(180), 0);
        // A negative angle that rounds to 180 after adding 180 belongs to no bin; it goes to the slot beyond the last.
        var bin = angle.where(angle >= 0, angle + 180).div(Degrees).to(ScalarType.Int8);

        var histograms = new float[n * rows * columns * Slots];
        Accumulate(
            MemoryMarshal.Cast<byte, double>(magnitude.bytes),
            MemoryMarshal.Cast<byte, sbyte>(bin.bytes),
            histograms,
            height,
            width);
        return tensor(histograms, [n, rows, columns, Slots])[.., .., .., ..Bins].to(ScalarType.Float64) / (Cell * Cell);
    }

    // Central differences in float32 without the factor 1/2, 0 at the borders; converted to float64.
    private static Tensor Difference(Tensor images, int axis)
    {
        var length = images.shape[axis];
        var difference = zeros_like(images, ScalarType.Float64);
        difference.narrow(axis, 1, length - 2).copy_(images.narrow(axis, 2, length - 2) - images.narrow(axis, 0, length - 2));
        return difference;
    }

    // A loop over pixels, because the float32 sums are rounded after every pixel in reading order, unlike those of tensor operations.
    private static void Accumulate(ReadOnlySpan<double> magnitude, ReadOnlySpan<sbyte> bin, Span<float> histograms, int height, int width)
    {
        var (rows, columns) = (height / Cell, width / Cell);
        for (var image = 0; image * height * width < magnitude.Length; image++)
            for (var y = 0; y < rows * Cell; y++)
            {
                var from = (image * height + y) * width;
                for (var column = 0; column < columns; column++)
                {
                    var histogram = histograms.Slice(((image * rows + y / Cell) * columns + column) * Slots, Slots);
                    for (var i = from + column * Cell; i < from + (column + 1) * Cell; i++)
                    {
                        ref var sum = ref histogram[bin[i]];
                        sum = (float)(sum + magnitude[i]);
                    }
                }
            }
    }
}

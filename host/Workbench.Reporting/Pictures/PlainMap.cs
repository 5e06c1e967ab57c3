namespace Workbench.Reporting.Pictures;

/// <summary>A map as plain numbers.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
/// <param name="Values">The values, row by row.</param>
public sealed record PlainMap(int Width, int Height, double[] Values)
{
    /// <summary>The map resized bilinearly, with values at the centres of pixels (<c>align_corners=False</c>).</summary>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    public PlainMap Resize(int width, int height)
    {
        var (columns, rows) = (Taps(Width, width), Taps(Height, height));
        var values = new double[width * height];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = rows[y];
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = columns[x];
                double Row(int row) => (1 - across) * Values[row * Width + left] + across * Values[row * Width + right];
                values[y * width + x] = (1 - down) * Row(top) + down * Row(bottom);
            }
        }
        return new PlainMap(width, height, values);
    }

    /// <summary>
    /// The position of the largest value of the resized map, the first row by row: the point of a pointing game. Null for a constant map.
    /// </summary>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    public (int X, int Y)? Peak(int width, int height)
    {
        var values = Resize(width, height).Values;
        var at = Array.IndexOf(values, values.Max());
        return Values.Distinct().Skip(1).Any() ? (at % width, at / width) : null;
    }

    private static (int Low, int High, double Part)[] Taps(int from, int to) =>
        [.. Enumerable.Range(0, to).Select(i =>
        {
            var at = Math.Max(0, (i + 0.5) * from / to - 0.5);
            var low = Math.Min((int)at, from - 1);
            return (low, Math.Min(low + 1, from - 1), Math.Min(at - low, 1));
        })];
}

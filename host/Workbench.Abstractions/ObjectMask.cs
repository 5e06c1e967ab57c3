namespace Workbench;

/// <summary>
/// The set of pixels of an object, in coordinates of the original image, 0 at the top left. Stored as bits of the smallest enclosing
/// rectangle. Masks of the same pixels are equal.
/// </summary>
public sealed class ObjectMask : IEquatable<ObjectMask>
{
    private readonly ulong[] _bits;

    private ObjectMask(int xMin, int yMin, int xMax, int yMax)
    {
        (XMin, YMin, XMax, YMax) = (xMin, yMin, xMax, yMax);
        _bits = new ulong[(((long)(xMax - xMin + 1) * (yMax - yMin + 1)) + 63) / 64];
    }

    /// <summary>Leftmost column with a pixel.</summary>
    public int XMin { get; }

    /// <summary>Top row with a pixel.</summary>
    public int YMin { get; }

    /// <summary>Rightmost column with a pixel.</summary>
    public int XMax { get; }

    /// <summary>Bottom row with a pixel.</summary>
    public int YMax { get; }

    /// <summary>Number of pixels, at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a pixel belongs to the object; false outside the image.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public bool Contains(int x, int y)
    {
        if (x < XMin || x > XMax || y < YMin || y > YMax) return false;
        var bit = Bit(x, y);
        return (_bits[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }

    /// <summary>Creates a mask of those pixels of a rectangle that satisfy a condition; null if none does.</summary>
    /// <param name="xMin">Leftmost column.</param>
    /// <param name="yMin">Top row.</param>
    /// <param name="xMax">Rightmost column.</param>
    /// <param name="yMax">Bottom row.</param>
    /// <param name="inside">Whether the pixel at a column and a row belongs to the object.</param>
    public static ObjectMask? Where(int xMin, int yMin, int xMax, int yMax, Func<int, int, bool> inside)
    {
        ArgumentNullException.ThrowIfNull(inside);
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var y = yMin; y <= yMax; y++)
            for (var x = xMin; x <= xMax; x++)
                if (inside(x, y))
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        if (left > right) return null;
        var mask = new ObjectMask(left, top, right, bottom);
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
                if (inside(x, y)) mask.Set(x, y);
        return mask;
    }

    /// <summary>
    /// Creates a mask from run lengths down the columns of the whole image, from the left. The first run lies outside the object, the next
    /// inside, and so on (COCO's order). Returns null if the runs inside have no pixel.
    /// </summary>
    /// <param name="width">Width of the image, in pixels.</param>
    /// <param name="height">Height of the image, in pixels.</param>
    /// <param name="runs">Lengths of the runs, each at least 0. They add up to width × height.</param>
    /// <exception cref="ArgumentException">A length is negative, or the sum is not width × height.</exception>
    public static ObjectMask? FromRunLengths(int width, int height, IReadOnlyList<long> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        long end = 0, pixels = (long)width * height;
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i] < 0 || runs[i] > pixels - end)
                throw new ArgumentException($"Run {i} of {runs[i]} pixels does not fit into {width}×{height}.", nameof(runs));
            var start = end;
            end += runs[i];
            if (i % 2 == 0 || runs[i] == 0) continue;
            var (first, last) = ((int)(start / height), (int)((end - 1) / height));
            (left, right) = (Math.Min(left, first), Math.Max(right, last));
            // A run over the end of a column covers its lowest pixel and the highest of the next column.
            (top, bottom) = first == last
                ? (Math.Min(top, (int)(start % height)), Math.Max(bottom, (int)((end - 1) % height)))
                : (0, height - 1);
        }
        if (end != pixels)
            throw new ArgumentException(
                $"The runs have {end} pixels, but an image of {width}×{height} has {pixels}.",
                nameof(runs));
        if (left > right) return null;
        var mask = new ObjectMask(left, top, right, bottom);
        end = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            var start = end;
            end += runs[i];
            if (i % 2 == 0) continue;
            for (var at = start; at < end; at++) mask.Set((int)(at / height), (int)(at % height));
        }
        return mask;
    }

    /// <inheritdoc/>
    public bool Equals(ObjectMask? other) =>
        other is not null
        && (XMin, YMin, XMax, YMax, Count) == (other.XMin, other.YMin, other.XMax, other.YMax, other.Count)
        && _bits.AsSpan().SequenceEqual(other._bits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObjectMask);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(XMin, YMin, XMax, YMax, Count);

    /// <summary>The number of pixels and the enclosing rectangle.</summary>
    public override string ToString() => $"{Count} pixels in ({XMin}, {YMin})–({XMax}, {YMax})";

    private long Bit(int x, int y) => (long)(y - YMin) * (XMax - XMin + 1) + x - XMin;

    private void Set(int x, int y)
    {
        var bit = Bit(x, y);
        _bits[bit >> 6] |= 1UL << (int)(bit & 63);
        Count++;
    }
}


namespace Workbench.Data.Pictures;

/// <summary>
/// From a JPEG's components to colours as libjpeg makes them, which PIL and torchvision use: colour that is stored at half the size is made smooth, not
/// repeated, and rounded to whole numbers at the same places. ImageSharp repeats it, which is up to eighty grey levels away at the edge of a colour.
/// </summary>
internal static class JpegColours
{
    private const int Half = 1 << 15;
    private static readonly int[] s_redOfRed = Products(1.402, Half, 16), s_blueOfBlue = Products(1.772, Half, 16);
    private static readonly int[] s_greenOfRed = Products(-0.71414, 0, 0), s_greenOfBlue = Products(-0.34414, Half, 0);

    /// <summary>Replaces components by colours, in place.</summary>
    /// <param name="pixels">Three bytes a pixel: the components, each stored at half the size repeated to the whole.</param>
    /// <param name="jpeg">Whose components they are.</param>
    public static void Convert(byte[] pixels, JpegFile jpeg)
    {
        var planes = new JpegPlane[3];
        for (var i = 0; i < planes.Length; i++) planes[i] = new JpegPlane(pixels, i, jpeg);
        if (!jpeg.IsLumaAndColour && planes.All(plane => plane.IsWhole)) return;
        for (var y = 0; y < jpeg.Height; y++)
        {
            var row = pixels.AsSpan(3 * y * jpeg.Width, 3 * jpeg.Width);
            if (jpeg.IsLumaAndColour) Colours(planes[0].Row(y), planes[1].Row(y), planes[2].Row(y), row);
            else Interleave(planes[0].Row(y), planes[1].Row(y), planes[2].Row(y), row);
        }
    }

    private static void Colours(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> row)
    {
        for (int x = 0, to = 0; x < luma.Length; x++, to += 3)
        {
            int level = luma[x], b = blue[x], r = red[x];
            row[to + 2] = Clamped(level + s_blueOfBlue[b]);
            row[to + 1] = Clamped(level + (s_greenOfBlue[b] + s_greenOfRed[r] >> 16));
            row[to] = Clamped(level + s_redOfRed[r]);
        }
    }

    private static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> row)
    {
        for (int x = 0, to = 0; x < first.Length; x++, to += 3) (row[to], row[to + 1], row[to + 2]) = (first[x], second[x], third[x]);
    }

    private static byte Clamped(int value) => (uint)value <= byte.MaxValue ? (byte)value : value < 0 ? (byte)0 : byte.MaxValue;

    // A factor times each difference of colour, -128 to 127, in 65536ths.
    private static int[] Products(double factor, int rounding, int shift)
    {
        var whole = (int)Math.Round(Math.Abs(factor) * (1 << 16)) * Math.Sign(factor);
        return [.. Enumerable.Range(-128, 256).Select(difference => whole * difference + rounding >> shift)];
    }
}

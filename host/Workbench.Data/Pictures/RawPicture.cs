namespace Workbench.Data.Pictures;

/// <summary>A decoded picture, before orientation and transparency are applied.</summary>
/// <param name="Width">Pixels in a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Rgb">Width × Height × 3 bytes: the colours, those under transparency included.</param>
/// <param name="Alpha">Width × Height bytes; null if every pixel is opaque.</param>
/// <param name="Orientation">The EXIF orientation, 1 (upright) to 8.</param>
internal sealed record RawPicture(int Width, int Height, byte[] Rgb, byte[]? Alpha, int Orientation = 1)
{
    /// <summary>Whether any pixel is not fully opaque.</summary>
    public bool IsTransparent { get; init; } = Alpha is not null;

    /// <summary>Makes a picture from pixels with alpha.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rgba">Width × Height × 4 bytes, not premultiplied.</param>
    /// <param name="orientation">The EXIF orientation.</param>
    public static RawPicture From(int width, int height, ReadOnlySpan<byte> rgba, int orientation = 1)
    {
        var (rgb, alpha, isOpaque) = (new byte[3 * width * height], new byte[width * height], true);
        for (int pixel = 0, from = 0, to = 0; pixel < alpha.Length; pixel++, from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            alpha[pixel] = rgba[from + 3];
            isOpaque &= rgba[from + 3] == byte.MaxValue;
        }
        return new(width, height, rgb, isOpaque ? null : alpha, orientation);
    }

    /// <summary>The colours, three bytes per pixel.</summary>
    /// <param name="choice">Treatment of transparency.</param>
    public byte[] Colours(PictureAlpha choice)
    {
        if (Alpha is null || choice == PictureAlpha.Dropped) return Rgb;
        var (rgb, ground) = (new byte[Rgb.Length], choice == PictureAlpha.White ? byte.MaxValue : 0);
        for (var i = 0; i < rgb.Length; i++) rgb[i] = Over(Rgb[i], ground, Alpha[i / 3]);
        return rgb;
    }

    // Blends a colour over another, divided by 255 and rounded to the nearest, as PIL's paste does.
    private static byte Over(int colour, int ground, int alpha)
    {
        var sum = colour * alpha + ground * (byte.MaxValue - alpha) + 128;
        return (byte)((sum >> 8) + sum >> 8);
    }
}

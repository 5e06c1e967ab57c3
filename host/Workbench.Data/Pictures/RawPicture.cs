
namespace Workbench.Data.Pictures;

/// <summary>A decoded file, before any choice about its pixels.</summary>
/// <param name="Width">Pixels in a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Rgba">Width × Height × 4 bytes, not premultiplied.</param>
/// <param name="Orientation">The EXIF orientation, 1 (upright) to 8.</param>
internal sealed record RawPicture(int Width, int Height, byte[] Rgba, int Orientation)
{
    /// <summary>Whether a pixel is transparent, be it a little.</summary>
    public bool IsTransparent { get; init; } = Enumerable.Range(0, Rgba.Length / 4).Any(pixel => Rgba[4 * pixel + 3] != byte.MaxValue);

    /// <summary>The colours, three bytes a pixel.</summary>
    /// <param name="alpha">What becomes of transparency.</param>
    public byte[] Rgb(PictureAlpha alpha)
    {
        var rgb = new byte[Rgba.Length / 4 * 3];
        var ground = alpha == PictureAlpha.White ? byte.MaxValue : 0;
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            for (var channel = 0; channel < 3; channel++)
                rgb[to + channel] = alpha == PictureAlpha.Dropped ? Rgba[from + channel] : Over(Rgba[from + channel], ground, Rgba[from + 3]);
        return rgb;
    }

    // A colour over another, divided by 255 to the nearest, as PIL's paste does.
    private static byte Over(int colour, int ground, int alpha)
    {
        var sum = colour * alpha + ground * (byte.MaxValue - alpha) + 128;
        return (byte)((sum >> 8) + sum >> 8);
    }
}

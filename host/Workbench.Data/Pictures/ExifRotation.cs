namespace Workbench.Data.Pictures;

/// <summary>Rotates or mirrors stored pixels by their EXIF orientation.</summary>
internal static class ExifRotation
{
    /// <summary>The upright picture.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="width">Pixels in a row, as stored.</param>
    /// <param name="height">Rows, as stored.</param>
    /// <param name="orientation">1 to 8; other values leave the picture as it is.</param>
    public static (int Width, int Height, byte[] Rgb) Upright(byte[] rgb, int width, int height, int orientation)
    {
        if (orientation is < 2 or > 8) return (width, height, rgb);
        var (wide, high) = orientation >= 5 ? (height, width) : (width, height);
        var turned = new byte[rgb.Length];
        for (var y = 0; y < high; y++)
            for (var x = 0; x < wide; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                rgb.AsSpan(3 * (row * width + column), 3).CopyTo(turned.AsSpan(3 * (y * wide + x)));
            }
        return (wide, high, turned);
    }
}

using Workbench.Data;
using Workbench.Results;

namespace Workbench.Reporting.Pictures;

/// <summary>Encodes pictures in few bytes, for a page with hundreds of them.</summary>
internal static class PageImageEncoder
{
    /// <summary>Side of a tile in pixels, a multiple of JPEG's block size, so that tiles do not affect each other.</summary>
    public const int Tile = MapThumbnail.Side;

    /// <summary>A picture as WebP, reduced to a largest side.</summary>
    public static (byte[] Bytes, int Width, int Height) Photo(Image image, int side, int quality)
    {
        var scale = Math.Min(1, (double)side / Math.Max(image.Width, image.Height));
        var small = FigureCanvas.Resize(
            image,
            Math.Max(1, (int)Math.Round(scale * image.Width)),
            Math.Max(1, (int)Math.Round(scale * image.Height)));
        return (PictureEncoder.Webp(small, quality), small.Width, small.Height);
    }

    /// <summary>Maps side by side as a grey JPEG: each at the top left of its tile, padded with its last row and column.</summary>
    public static byte[] Tiles(IReadOnlyList<MapThumbnail> maps, int columns, int quality)
    {
        var rows = (maps.Count + columns - 1) / columns;
        var (width, pixels) = (Tile * columns, new byte[Tile * columns * Tile * rows]);
        foreach (var (i, map) in maps.Index())
        {
            var (left, top) = (Tile * (i % columns), Tile * (i / columns));
            for (var y = 0; y < Tile; y++)
                for (var x = 0; x < Tile; x++)
                    pixels[(top + y) * width + left + x] = map.Values[Math.Min(y, map.Height - 1) * map.Width + Math.Min(x, map.Width - 1)];
        }
        return PictureEncoder.GreyJpeg(width, Tile * rows, pixels, quality);
    }
}

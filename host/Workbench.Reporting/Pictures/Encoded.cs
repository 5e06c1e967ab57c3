using SkiaSharp;
using Workbench.Data;
using Workbench.Results;

namespace Workbench.Reporting.Pictures;

/// <summary>Pictures in few bytes, for a page that carries hundreds of them.</summary>
internal static class Encoded
{
    /// <summary>Side of a tile, a multiple of JPEG's block: what is in one does not show in the next.</summary>
    public const int Tile = MapThumbnail.Side;

    /// <summary>A picture as WebP, no larger than some side.</summary>
    public static (byte[] Bytes, int Width, int Height) Photo(Image image, int side, int quality)
    {
        var scale = Math.Min(1, (double)side / Math.Max(image.Width, image.Height));
        var small = Figure.Resized(image, Math.Max(1, (int)Math.Round(scale * image.Width)), Math.Max(1, (int)Math.Round(scale * image.Height)));
        using var bitmap = new SKBitmap(new SKImageInfo(small.Width, small.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < small.Rgb.Length; from += 3, to += 4)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (small.Rgb[from], small.Rgb[from + 1], small.Rgb[from + 2], 255);
        using var data = bitmap.Encode(SKEncodedImageFormat.Webp, quality);
        return (data.ToArray(), small.Width, small.Height);
    }

    /// <summary>Maps side by side as a grey JPEG: each at the top left of its tile, its last row and column repeated to the tile's end.</summary>
    public static byte[] Tiles(IReadOnlyList<MapThumbnail> maps, int columns, int quality)
    {
        var rows = (maps.Count + columns - 1) / columns;
        using var bitmap = new SKBitmap(new SKImageInfo(Tile * columns, Tile * rows, SKColorType.Gray8, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        var stride = bitmap.RowBytes;
        pixels.Clear();
        foreach (var (i, map) in maps.Index())
        {
            var (left, top) = (Tile * (i % columns), Tile * (i / columns));
            for (var y = 0; y < Tile; y++)
                for (var x = 0; x < Tile; x++)
                    pixels[(top + y) * stride + left + x] = map.Values[Math.Min(y, map.Height - 1) * map.Width + Math.Min(x, map.Width - 1)];
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}

using SkiaSharp;
using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>Saves a grid of maps: PNG, SVG and PDF for print, WebP for screens, all from the same drawing.</summary>
public static class MapGridFile
{
    private const int PrintWidth = 2100, ScreenWidth = 1200, ScreenQuality = 88, PrintQuality = 95;
    private const float PointsPerUnit = 0.5f, PrintSharpness = PrintWidth / MapGridLayout.PageWidth;

    /// <summary>The extensions supported by <see cref="Save"/>.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".svg", ".pdf", ".webp"];

    /// <summary>Writes the file atomically.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="path">
    /// The file to write or replace: <c>.png</c> (2100 pixels wide: seven inches at 300 dpi), <c>.svg</c>, <c>.pdf</c>, or <c>.webp</c>
    /// (1200 pixels wide).
    /// </param>
    /// <exception cref="ArgumentException">The extension is not one of these.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MapGrid grid, string path)
    {
        // Drawn in memory, since the library ignores errors of the disk.
        var bytes = Path.GetExtension(path) switch
        {
            ".png" => PictureEncoder.Png(Pixels(grid, PrintWidth)),
            ".svg" => Svg(grid),
            ".pdf" => Pdf(grid),
            ".webp" => Screen(grid).Bytes,
            _ => throw new ArgumentException($"'{path}' has an unknown extension; known: {string.Join(", ", Extensions)}.", nameof(path)),
        };
        AtomicFile.Write(path, file => file.Write(bytes));
    }

    /// <summary>The grid as WebP for a screen, 1200 pixels wide.</summary>
    /// <param name="grid">The grid.</param>
    /// <returns>The file's bytes, and the picture's size in pixels.</returns>
    public static (byte[] Bytes, int Width, int Height) Screen(MapGrid grid)
    {
        var image = Pixels(grid, ScreenWidth);
        return (PictureEncoder.Webp(image, ScreenQuality), image.Width, image.Height);
    }

    private static Image Pixels(MapGrid grid, int width)
    {
        using var figure = new MapGridFigure(grid);
        var scale = width / figure.Layout.Width;
        var height = (int)Math.Ceiling(scale * figure.Layout.Height);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale(scale);
        figure.Draw(canvas, scale);
        canvas.Flush();
        return FigureCanvas.ToImage(bitmap);
    }

    private static byte[] Svg(MapGrid grid)
    {
        using var figure = new MapGridFigure(grid);
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(figure.Layout.Width, figure.Layout.Height), stream))
        {
            canvas.DrawColor(SKColors.White);
            figure.Draw(canvas, PrintSharpness);
        }
        return stream.ToArray();
    }

    private static byte[] Pdf(MapGrid grid)
    {
        using var figure = new MapGridFigure(grid);
        using var stream = new MemoryStream();
        using (
            var document = SKDocument.CreatePdf(
                stream,
                new SKDocumentPdfMetadata
                {
                    Title = grid.Title,
                    RasterDpi = 300,
                    EncodingQuality = PrintQuality,
                }))
        {
            var canvas = document.BeginPage(PointsPerUnit * figure.Layout.Width, PointsPerUnit * figure.Layout.Height);
            canvas.Scale(PointsPerUnit);
            figure.Draw(canvas, PrintSharpness);
            document.EndPage();
            document.Close();
        }
        return stream.ToArray();
    }
}

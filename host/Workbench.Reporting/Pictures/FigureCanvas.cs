using SkiaSharp;
using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>A canvas for pictures of maps: draws images, colour bars and text, and saves them.</summary>
internal sealed class FigureCanvas : IDisposable
{
    public static readonly SKColor Ink = new(28, 28, 30), Soft = new(105, 105, 110), Line = new(190, 190, 195), Empty = new(236, 236, 238);

    private readonly SKBitmap _bitmap;

    public FigureCanvas(int width, int height)
    {
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Canvas = new SKCanvas(_bitmap);
        Canvas.Clear(SKColors.White);
    }

    public SKCanvas Canvas { get; }

    public int Width => _bitmap.Width;

    public TextRenderer Text { get; } = new();

    public void Picture(Image image, SKRect place)
    {
        using var bitmap = ToBitmap(image);
        using var picture = SKImage.FromBitmap(bitmap);
        Canvas.DrawImage(picture, place, new SKSamplingOptions(SKCubicResampler.Mitchell));
    }

    /// <summary>Draws a vertical colour bar, largest value at the top, with numbers at its right.</summary>
    public void Bar(MapRange range, SKRect place, float space, float size, int ticks)
    {
        using var paint = new SKPaint();
        for (var y = 0; y < place.Height; y++)
        {
            var colour = range.Colours[range.IsConstant ? 0 : 1 - (y + 0.5) / place.Height];
            paint.Color = new SKColor(colour.R, colour.G, colour.B);
            Canvas.DrawRect(place.Left, place.Top + y, place.Width, 1, paint);
        }
        Frame(place);
        paint.Color = Soft;
        for (var i = 0; i < ticks; i++)
        {
            var part = (double)i / (ticks - 1);
            if (range.IsConstant && i > 0) break;
            var y = place.Bottom - (float)(part * place.Height);
            Canvas.DrawRect(place.Right, Math.Min(y, place.Bottom - 1), 4, 1, paint);
            var (first, last) = (i == 0, i == ticks - 1);
            var sign = first && range.ClipsBelow ? "≤ " : last && range.ClipsAbove ? "≥ " : "";
            var value = range.IsDiverging && 2 * i == ticks - 1 ? 0 : range.Low + part * (range.High - range.Low);
            Text.Write(
                Canvas,
                sign + TextRenderer.Number(value),
                place.Right + 7,
                Math.Clamp(y + size * 0.36f, place.Top + size * 0.75f, place.Bottom),
                space - 8,
                size,
                Ink);
        }
    }

    public void Rule(float x, float y, float width)
    {
        using var paint = new SKPaint { Color = Empty };
        Canvas.DrawRect(x, y, width, 1, paint);
    }

    public void Frame(SKRect place)
    {
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 1, Color = Line };
        Canvas.DrawRect(place.Left - 0.5f, place.Top - 0.5f, place.Width + 1, place.Height + 1, paint);
    }

    /// <summary>An image resized.</summary>
    public static Image Resize(Image image, int width, int height)
    {
        if ((image.Width, image.Height) == (width, height)) return image;
        using var bitmap = ToBitmap(image);
        using var resized = bitmap.Resize(
            new SKSizeI(width, height),
            width < image.Width
                ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
                : new SKSamplingOptions(SKCubicResampler.Mitchell));
        return ToImage(resized);
    }

    /// <summary>The pixels of an opaque bitmap.</summary>
    public static Image ToImage(SKBitmap bitmap)
    {
        var pixels = bitmap.GetPixelSpan();
        var rgb = new byte[3 * bitmap.Width * bitmap.Height];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
        return new Image(bitmap.Width, bitmap.Height, rgb);
    }

    public void Save(string path)
    {
        Canvas.Flush();
        var png = PictureEncoder.Png(ToImage(_bitmap));
        AtomicFile.Write(path, file => file.Write(png));
    }

    public static SKBitmap ToBitmap(Image image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Rgb.Length; from += 3, to += 4)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (image.Rgb[from], image.Rgb[from + 1], image.Rgb[from + 2], 255);
        return bitmap;
    }

    public void Dispose()
    {
        Text.Dispose();
        Canvas.Dispose();
        _bitmap.Dispose();
    }
}

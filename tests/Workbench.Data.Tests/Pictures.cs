using SkiaSharp;

namespace Workbench.Data.Tests;

/// <summary>Image files made for tests.</summary>
internal static class Pictures
{
    /// <summary>A picture without two equal neighbours.</summary>
    public static Image Ramp(int width, int height)
    {
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = (i / 3 % width, i / 3 / width);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(x * 7 + y), (byte)(y * 5), (byte)(255 - x - 2 * y));
        }
        return new Image(width, height, rgb);
    }

    /// <summary>The file of a smooth picture.</summary>
    public static byte[] Encode(
        int width,
        int height,
        SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg,
        SKColorType type = SKColorType.Rgba8888)
    {
        using var bitmap = new SKBitmap(width, height, type, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint();
        paint.Shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0),
            new SKPoint(width, height),
            [SKColors.DarkBlue, SKColors.Orange],
            SKShaderTileMode.Clamp);
        canvas.DrawPaint(paint);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A PNG of one colour with alpha.</summary>
    public static byte[] Transparent(int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (colour.Red, colour.Green, colour.Blue, colour.Alpha);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

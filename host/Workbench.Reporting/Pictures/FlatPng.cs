using SkiaSharp;

namespace Workbench.Reporting.Pictures;

/// <summary>Encodes drawings of flat colours, such as charts, as PNG.</summary>
internal static class FlatPng
{
    // Areas of one colour compress best unfiltered. Trying five filters per line takes time and makes the file larger.
    private static readonly SKPngEncoderOptions s_unfiltered = new(SKPngEncoderFilterFlags.None, 6);

    /// <summary>Draws and encodes.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="draw">Draws on an empty canvas of that size.</param>
    public static byte[] Draw(int width, int height, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        draw(canvas);
        using var pixels = bitmap.PeekPixels();
        using var png = pixels?.Encode(s_unfiltered)
            ?? throw new InvalidOperationException($"A picture of {width}×{height} pixels could not be encoded.");
        return png.ToArray();
    }
}

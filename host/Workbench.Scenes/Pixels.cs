using SkiaSharp;

namespace Workbench.Scenes;

/// <summary>Converts a scene's RGB bytes to Skia bitmaps.</summary>
internal static class Pixels
{
    public static SKBitmap ToBitmap(ReadOnlySpan<byte> rgb, int side)
    {
        var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
            (pixels[o], pixels[o + 1], pixels[o + 2], pixels[o + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], (byte)255);
        return bitmap;
    }
}

using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>Camera effects on the finished scene: exposure, contrast, colour cast, blur, grain.</summary>
internal static class Lens
{
    /// <summary>Applies the effects to an RGBA scene and returns RGB bytes, row by row.</summary>
    public static byte[] Develop(SKBitmap scene, SceneRandom rng)
    {
        if (rng.Chance(0.3f)) Blur(scene, rng.Range(0.4f, 1));
        float contrast = rng.Range(0.8f, 1.15f), light = rng.Range(-18, 18), grain = rng.Chance(0.7f) ? rng.Range(0, 6) : 0;
        float[] cast = [rng.Range(0.9f, 1.1f), rng.Range(0.94f, 1.06f), rng.Range(0.9f, 1.1f)];
        var pixels = scene.GetPixelSpan();
        var rgb = new byte[pixels.Length / 4 * 3];
        for (int i = 0, o = 0; i < pixels.Length; i += 4)
            for (var channel = 0; channel < 3; channel++, o++)
            {
                var value = ((pixels[i + channel] - 128) * contrast + 128 + light) * cast[channel] + grain * rng.Bell();
                rgb[o] = (byte)Math.Clamp(value + 0.5f, 0, 255);
            }
        return rgb;
    }

    private static void Blur(SKBitmap scene, float sigma)
    {
        using var copy = scene.Copy();
        using var canvas = new SKCanvas(scene);
        using var paint = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(sigma, sigma, SKShaderTileMode.Clamp) };
        canvas.DrawBitmap(copy, 0, 0, paint);
    }
}

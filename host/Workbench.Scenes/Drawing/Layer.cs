using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>One object or distractor on a transparent layer, measured before it is drawn on the scene.</summary>
internal sealed class Layer(int size) : IDisposable
{
    // Room for a shadow and for the corners of a sheared sketch.
    private const float Margin = 18;
    private readonly SKBitmap _bitmap = new(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
    private SKRect _reach;

    /// <summary>Clears the layer and draws on it in the given pose, in units of half the longer side.</summary>
    public void Draw(Pose pose, SceneRandom rng, Material material, Action<Sketch> draw)
    {
        using var canvas = new SKCanvas(_bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.Concat(pose.Matrix);
        _reach = pose.Matrix.MapRect(new SKRect(-1, -1, 1, 1));
        _reach.Inflate(Margin, Margin);
        draw(new Sketch(canvas, pose.Side / 2, rng, material));
    }

    /// <summary>Marks every pixel that is at least half covered.</summary>
    public void MarkSilhouette(Span<bool> covered)
    {
        var pixels = _bitmap.GetPixelSpan();
        for (var i = 0; i < covered.Length; i++) covered[i] = pixels[4 * i + 3] >= 128;
    }

    /// <summary>
    /// Draws the layer over the scene with a soft shadow, blended towards <paramref name="haze"/> by that colour's alpha.
    /// </summary>
    public void Stamp(SKCanvas scene, SceneRandom rng, SKColor haze)
    {
        using var image = SKImage.FromPixels(_bitmap.PeekPixels());
        using var paint = new SKPaint();
        scene.Save();
        scene.ClipRect(_reach);
        if (rng.Chance(0.7f))
        {
            paint.ImageFilter = SKImageFilter.CreateDropShadowOnly(
                rng.Range(-5, 5),
                rng.Range(1, 7),
                rng.Range(1.5f, 4),
                rng.Range(1.5f, 4),
                SKColors.Black.Fade(rng.Range(0.2f, 0.55f)));
            scene.DrawImage(image, 0, 0, paint);
            paint.ImageFilter = null;
        }
        if (haze.Alpha > 0) paint.ColorFilter = SKColorFilter.CreateBlendMode(haze, SKBlendMode.SrcATop);
        scene.DrawImage(image, 0, 0, paint);
        scene.Restore();
    }

    public void Dispose() => _bitmap.Dispose();
}

/// <summary>The pose of an object: centre and longer side in pixels, rotation, squash, skew and mirroring.</summary>
internal readonly record struct Pose(float X, float Y, float Side, float Degrees, float Squash, float Skew, bool Flipped)
{
    public static Pose CreateRandom(SceneRandom rng, float x, float y, float side, float tilt) => new(
        x, y, side, rng.Range(-tilt, tilt), rng.Range(0.82f, 1), rng.Range(-0.14f, 0.14f), rng.Chance(0.5f));

    public SKMatrix Matrix => SKMatrix.CreateTranslation(X, Y)
        .PreConcat(SKMatrix.CreateRotationDegrees(Degrees))
        .PreConcat(SKMatrix.CreateSkew(Skew, 0))
        .PreConcat(SKMatrix.CreateScale((Flipped ? -1 : 1) * Side / 2 * Squash, Side / 2));
}

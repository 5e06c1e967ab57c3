using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>The background of a scene: a gradient, textures over it, patches and strokes.</summary>
internal static class Background
{
    public static void Paint(SKCanvas canvas, int size, SceneRandom rng)
    {
        using var paint = new SKPaint { IsAntialias = true };
        paint.Shader = Gradient(size, rng);
        canvas.DrawRect(0, 0, size, size, paint);
        for (var layers = rng.Below(2) + 1; layers > 0; layers--)
        {
            paint.Color = Tint.RandomColour(rng).Fade(rng.Range(0.12f, 0.45f));
            paint.Shader = AnyTexture(rng)
                .Shader(rng.LogRange(size * 0.2f, size * 1.4f), 1, rng.Range(0, 180), rng.Range(0, size), rng.Range(0, size));
            canvas.DrawRect(0, 0, size, size, paint);
        }
        for (var patches = rng.Below(5); patches > 0; patches--) Patch(canvas, paint, size, rng);
        for (var strokes = rng.Below(4); strokes > 0; strokes--) Stroke(canvas, size, rng);
    }

    private static SKShader Gradient(int size, SceneRandom rng)
    {
        SKColor[] colours = [Tint.RandomColour(rng), Tint.RandomColour(rng), Tint.RandomColour(rng)];
        var at = new SKPoint(rng.Range(0, size), rng.Range(0, size));
        return rng.Below(3) switch
        {
            0 => SKShader.CreateLinearGradient(at, new SKPoint(size - at.X, size - at.Y + 1), colours, null, SKShaderTileMode.Mirror),
            1 => SKShader.CreateRadialGradient(at, rng.Range(0.5f, 1.3f) * size, colours, null, SKShaderTileMode.Mirror),
            _ => SKShader.CreateLinearGradient(
                new SKPoint(0, 0),
                new SKPoint(rng.Range(-60, 60), size),
                colours[..2],
                null,
                SKShaderTileMode.Clamp),
        };
    }

    private static void Patch(SKCanvas canvas, SKPaint paint, int size, SceneRandom rng)
    {
        var around = new SKPoint(rng.Range(0, size), rng.Range(0, size));
        float wide = rng.LogRange(15, 90), high = rng.LogRange(15, 90);
        using var path = rng.Below(3) switch
        {
            0 => Outline.Ellipse(0, 0, wide, high),
            1 => Outline.Box(-wide, -high, wide, high),
            _ => Outline.Polygon(
                (-wide, rng.Range(-high, high)),
                (rng.Range(-wide, wide), -high),
                (wide, rng.Range(-high, high)),
                (rng.Range(-wide, wide), high)),
        };
        canvas.Save();
        canvas.Translate(around);
        canvas.RotateDegrees(rng.Range(0, 180));
        paint.Shader = null;
        paint.Color = Tint.RandomColour(rng).Fade(rng.Range(0.25f, 0.7f));
        canvas.DrawPath(path, paint);
        if (rng.Chance(0.5f))
        {
            paint.Color = Tint.RandomColour(rng).Fade(rng.Range(0.2f, 0.7f));
            paint.Shader = AnyTexture(rng).Shader(rng.LogRange(30, 160), 1, rng.Range(0, 180));
            canvas.DrawPath(path, paint);
        }
        canvas.Restore();
    }

    private static void Stroke(SKCanvas canvas, int size, SceneRandom rng)
    {
        using var path = new SKPath();
        path.MoveTo(rng.Range(0, size), rng.Range(0, size));
        path.CubicTo(
            rng.Range(0, size), rng.Range(0, size), rng.Range(0, size), rng.Range(0, size), rng.Range(0, size), rng.Range(0, size));
        using var paint = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = rng.LogRange(1.5f, 12),
            Color = Tint.RandomColour(rng).Fade(rng.Range(0.3f, 0.9f)),
        };
        canvas.DrawPath(path, paint);
    }

    private static Texture AnyTexture(SceneRandom rng) => rng.Chance(0.4f) ? rng.Pick(Textures.Patterns) : rng.Pick(Textures.Noises);
}

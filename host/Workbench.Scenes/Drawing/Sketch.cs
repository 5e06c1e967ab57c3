using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>
/// Draws shaded parts on a canvas in the object's units: the object fills −1 … 1, and y points down. The direction of light and the
/// strength of outlines are drawn once per sketch, so that all parts of an object have the same light.
/// </summary>
internal sealed class Sketch
{
    private readonly SKPoint _light;
    private readonly float _relief, _outline, _unit;

    public Sketch(SKCanvas canvas, float unit, SceneRandom rng, Material material)
    {
        (Canvas, _unit, Rng, Material) = (canvas, unit, rng, material);
        var angle = rng.Range(-2.6f, -0.5f);
        _light = new SKPoint(MathF.Cos(angle), MathF.Sin(angle));
        _relief = rng.Range(0.25f, 0.6f);
        _outline = rng.Chance(0.5f) ? rng.Range(0.3f, 0.8f) : 0;
    }

    public SKCanvas Canvas { get; }

    public SceneRandom Rng { get; }

    /// <summary>The main body's material.</summary>
    public Material Material { get; }

    /// <summary>Draws a textured part, lit on one side and darker towards its rim.</summary>
    public void Body(SKPath path, Material? material = null)
    {
        material ??= Material;
        var bounds = path.Bounds;
        using var paint = new SKPaint { IsAntialias = true };
        paint.Shader = CreateLitShader(bounds, material.Base.Shade(_relief * 0.7f), material.Base, material.Base.Shade(-_relief));
        Canvas.DrawPath(path, paint);
        Canvas.Save();
        Canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
        if (material.Texture is { } texture)
        {
            paint.Color = material.Second.Fade(material.Strength);
            paint.Shader = texture.Shader(material.Scale, _unit, material.Degrees, bounds.Left, bounds.Top);
            Canvas.DrawRect(bounds, paint);
        }
        paint.Shader = null;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 0.16f;
        paint.Color = SKColors.Black.Fade(_relief * 0.55f);
        paint.MaskFilter = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 0.06f);
        Canvas.DrawPath(path, paint);
        Canvas.Restore();
        Edge(path, material.Base);
    }

    /// <summary>Draws a small part of one colour, lit like the body.</summary>
    public void Detail(SKPath path, SKColor colour)
    {
        using var paint = new SKPaint { IsAntialias = true };
        paint.Shader = CreateLitShader(path.Bounds, colour.Shade(_relief * 0.4f), colour, colour.Shade(-_relief * 0.6f));
        Canvas.DrawPath(path, paint);
        Edge(path, colour);
    }

    /// <summary>Draws a tube along a path, with dark edges and a light core.</summary>
    public void Tube(SKPath path, float width, SKColor colour)
    {
        Line(path, width, colour.Shade(-_relief));
        Line(path, width * 0.72f, colour);
        Canvas.Save();
        Canvas.Translate(_light.X * width * 0.15f, _light.Y * width * 0.15f);
        Line(path, width * 0.2f, colour.Shade(_relief).Fade(0.8f));
        Canvas.Restore();
    }

    public void Line(SKPath path, float width, SKColor colour)
    {
        using var paint = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            Color = colour,
        };
        Canvas.DrawPath(path, paint);
    }

    public void Line(float x0, float y0, float x1, float y1, float width, SKColor colour)
    {
        using var path = Outline.Polyline((x0, y0), (x1, y1));
        Line(path, width, colour);
    }

    public void Disc(float x, float y, float radius, SKColor colour)
    {
        using var path = Outline.Ellipse(x, y, radius, radius);
        Detail(path, colour);
    }

    /// <summary>Draws a soft white spot on the lit side of a part.</summary>
    public void Gloss(SKPath path, float strength = 0.5f)
    {
        var bounds = path.Bounds;
        var centre = new SKPoint(bounds.MidX + _light.X * bounds.Width * 0.25f, bounds.MidY + _light.Y * bounds.Height * 0.25f);
        Canvas.Save();
        Canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
        using var paint = new SKPaint { IsAntialias = true };
        paint.Shader = SKShader.CreateRadialGradient(centre, MathF.Max(bounds.Width, bounds.Height) * 0.35f,
            [SKColors.White.Fade(strength), SKColors.White.Fade(0)], SKShaderTileMode.Clamp);
        Canvas.DrawRect(bounds, paint);
        Canvas.Restore();
    }

    private void Edge(SKPath path, SKColor colour)
    {
        if (_outline > 0) Line(path, 0.035f, colour.Shade(-0.7f).Fade(_outline));
    }

    private SKShader CreateLitShader(SKRect bounds, SKColor bright, SKColor middle, SKColor dark)
    {
        float reachX = _light.X * bounds.Width / 2, reachY = _light.Y * bounds.Height / 2;
        return SKShader.CreateLinearGradient(
            new SKPoint(bounds.MidX + reachX, bounds.MidY + reachY), new SKPoint(bounds.MidX - reachX, bounds.MidY - reachY),
            [bright, middle, dark], [0, 0.45f, 1], SKShaderTileMode.Clamp);
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A cup with one handle, seen a little from above.</summary>
internal sealed class Mug : ISceneClass
{
    public string Name => "mug";

    public float Tilt => 30;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float top = rng.Range(0.5f, 0.66f), foot = top * rng.Range(0.7f, 1), height = rng.Range(0.68f, 0.9f), eye = rng.Range(0.1f, 0.22f);
        const float X = -0.25f;

        using var handle = Outline.Arc(
            X + (top + foot) / 2,
            rng.Range(-0.1f, 0.05f),
            rng.Range(0.42f, 0.55f),
            height * rng.Range(0.5f, 0.68f),
            -88,
            176);
        sketch.Tube(handle, rng.Range(0.13f, 0.2f), rng.Chance(0.6f) ? sketch.Material.Base : sketch.Material.Second);

        using var body = new SKPath();
        body.MoveTo(X - top, -height);
        body.CubicTo(X - top, 0, X - foot, height * 0.4f, X - foot, height);
        body.QuadTo(X, height + 2 * eye * foot / top, X + foot, height);
        body.CubicTo(X + foot, height * 0.4f, X + top, 0, X + top, -height);
        body.Close();
        sketch.Body(body);

        if (rng.Chance(0.5f)) Band(sketch, body, rng.Range(-0.5f, 0.4f), rng.Range(0.12f, 0.4f), eye);
        sketch.Gloss(body, 0.35f);

        using var rim = Outline.Ellipse(X, -height, top, eye);
        sketch.Detail(rim, sketch.Material.Base.Shade(0.35f));
        using var inside = Outline.Ellipse(X, -height + 0.015f, top * 0.88f, eye * 0.8f);
        sketch.Detail(inside, rng.Chance(0.5f) ? sketch.Material.Base.Shade(-0.55f) : sketch.Material.Second);
    }

    private static void Band(Sketch sketch, SKPath body, float y, float width, float sag)
    {
        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(body, SKClipOperation.Intersect, antialias: true);
        using var band = new SKPath();
        band.MoveTo(-1, y);
        band.QuadTo(-0.25f, y + 2 * sag, 0.5f, y);
        sketch.Line(band, width, sketch.Material.Second.Fade(0.85f));
        sketch.Canvas.Restore();
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A fish from the side: almond body, forked tail, fins, one eye.</summary>
internal sealed class Fish : ISceneClass
{
    public string Name => "fish";

    public float Tilt => 35;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float belly = rng.Range(0.34f, 0.58f), root = rng.Range(0.4f, 0.52f), fork = rng.Range(0.3f, 0.52f);
        var fins = sketch.Material with
        {
            Base = rng.Chance(0.5f) ? sketch.Material.Second : sketch.Material.Base.Shade(-0.25f),
            Texture = null,
        };

        using var tail = Outline.Polygon((root - 0.08f, 0), (0.98f, -fork), (rng.Range(0.72f, 0.85f), 0), (0.98f, fork));
        sketch.Body(tail, fins);
        using var back = Outline.Smooth(
            (-0.45f, -belly * 0.6f),
            (-0.2f, -belly - rng.Range(0.2f, 0.42f)),
            (0.35f, -belly - 0.1f),
            (0.25f, -belly * 0.3f));
        sketch.Body(back, fins);
        using var under = Outline.Polygon((-0.15f, belly * 0.6f), (0.2f, belly + rng.Range(0.1f, 0.25f)), (0.22f, belly * 0.4f));
        sketch.Body(under, fins);

        using var body = new SKPath();
        body.MoveTo(-1, rng.Range(-0.05f, 0.08f));
        body.CubicTo(-0.7f, -belly * 1.3f, 0, -belly * 1.35f, root + 0.08f, -0.09f);
        body.LineTo(root + 0.08f, 0.09f);
        body.CubicTo(0, belly * 1.35f, -0.7f, belly * 1.3f, -1, 0.04f);
        body.Close();
        sketch.Body(body);
        sketch.Gloss(body, 0.4f);

        using var gill = Outline.Arc(-0.62f, 0, 0.2f, belly * 0.55f, -70, 140);
        sketch.Line(gill, 0.05f, sketch.Material.Base.Shade(-0.6f));
        using var side = Outline.Polygon((-0.2f, 0.02f), (0.12f, rng.Range(-0.02f, 0.1f)), (0.08f, belly * 0.55f));
        sketch.Detail(side, fins.Base);
        var eye = rng.Range(0.075f, 0.12f);
        sketch.Disc(-0.68f, -belly * 0.28f, eye, SKColors.White);
        sketch.Disc(-0.69f, -belly * 0.28f, eye * 0.55f, SKColors.Black);
        sketch.Line(-0.97f, 0.07f, -0.82f, belly * 0.18f, 0.035f, sketch.Material.Base.Shade(-0.7f));
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A perching bird from the side: round head with a beak, folded wing, tail, two legs.</summary>
internal sealed class Bird : ISceneClass
{
    public string Name => "bird";

    public float Tilt => 25;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float head = rng.Range(0.25f, 0.33f),
            headX = rng.Range(-0.58f, -0.45f),
            headY = rng.Range(-0.6f, -0.42f),
            chest = rng.Range(0.4f, 0.55f);
        var beak = rng.Chance(0.6f) ? sketch.Material.Second : sketch.Material.Base.Shade(-0.5f);
        var legs = beak.Shade(-0.3f);

        foreach (var x in (float[])[-0.12f, 0.12f])
        {
            sketch.Line(x, 0.4f, x + 0.03f, 0.92f, 0.055f, legs);
            sketch.Line(x - 0.13f, 0.95f, x + 0.12f, 0.95f, 0.05f, legs);
        }
        var rise = rng.Range(-0.35f, 0.25f);
        using var tail = Outline.Polygon((0.35f, -0.12f), (0.98f, rise - 0.08f), (0.95f, rise + 0.18f), (0.35f, 0.25f));
        sketch.Body(tail, sketch.Material with { Base = sketch.Material.Base.Shade(-0.25f) });
        using var bill = Outline.Polygon(
            (headX - head * 0.8f, headY - 0.1f),
            (headX - head - rng.Range(0.15f, 0.36f), headY + 0.05f),
            (headX - head * 0.75f, headY + 0.14f));
        sketch.Detail(bill, beak);

        using var trunk = Outline.Smooth(
            (headX - 0.1f, headY - 0.05f),
            (headX - 0.22f, 0.2f),
            (-0.25f, chest + 0.12f),
            (0.25f, chest + 0.1f),
            (0.62f, 0.12f),
            (0.4f, -0.28f),
            (headX + 0.45f, headY));
        using var skull = Outline.Ellipse(headX, headY, head, head);
        using var body = trunk.Op(skull, SKPathOp.Union);
        sketch.Body(body);
        sketch.Gloss(body, 0.3f);
        if (rng.Chance(0.5f))
        {
            sketch.Canvas.Save();
            sketch.Canvas.ClipPath(body, SKClipOperation.Intersect, antialias: true);
            using var breast = Outline.Ellipse(headX + 0.15f, 0.3f, 0.36f, 0.4f);
            sketch.Detail(breast, sketch.Material.Second.Fade(0.9f));
            sketch.Canvas.Restore();
        }

        using var wing = Outline.Smooth(
            (-0.2f, -0.22f),
            (0.12f, -0.3f),
            (0.75f, rise * 0.4f + 0.02f),
            (0.4f, 0.28f),
            (0, 0.32f),
            (-0.26f, 0.08f));
        sketch.Body(wing, rng.Chance(0.5f) ? sketch.Material.Plain : sketch.Material with { Base = sketch.Material.Base.Shade(-0.3f) });
        using var feather = Outline.Arc(0.15f, 0, 0.32f, 0.2f, 10, 120);
        sketch.Line(feather, 0.03f, sketch.Material.Base.Shade(-0.6f));
        sketch.Disc(headX - head * 0.3f, headY - head * 0.15f, 0.07f, SKColors.White);
        sketch.Disc(headX - head * 0.34f, headY - head * 0.15f, 0.045f, SKColors.Black);
    }
}

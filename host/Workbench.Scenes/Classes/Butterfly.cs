using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A butterfly from above: two pairs of mirrored wings, a thin body, feelers.</summary>
internal sealed class Butterfly : ISceneClass
{
    public string Name => "butterfly";

    public float Tilt => 50;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float span = rng.Range(0.85f, 1), tip = rng.Range(-0.95f, -0.7f), waist = rng.Range(-0.05f, 0.12f), tail = rng.Range(0.65f, 0.95f);
        var lower = rng.Chance(0.4f) ? sketch.Material.Plain : sketch.Material;
        using var hind = Outline.Smooth(
            (0.02f, -0.05f),
            (span * 0.55f, waist),
            (span * 0.95f, waist + 0.25f),
            (span * rng.Range(0.45f, 0.7f), tail * 1.15f),
            (0.15f, tail * 0.75f),
            (0.01f, 0.25f));
        using var fore = Outline.Smooth(
            (0.01f, -0.1f),
            (0.1f, -0.55f),
            (span * 0.75f, tip * 1.15f),
            (span * 1.12f, tip * 0.8f),
            (span * 0.95f, waist - 0.05f),
            (span * 0.5f, waist + 0.1f),
            (0.02f, 0.1f));
        Pair(sketch, hind, lower);
        Pair(sketch, fore, sketch.Material);

        float eyeX = span * rng.Range(0.55f, 0.72f), eyeY = tip * rng.Range(0.45f, 0.6f), eye = rng.Range(0.08f, 0.15f);
        var mark = sketch.Material.Second;
        foreach (var side in (float[])[-1, 1])
        {
            if (eye > 0.1f) sketch.Disc(side * eyeX, eyeY, eye, mark);
            if (eye > 0.12f) sketch.Disc(side * eyeX, eyeY, eye * 0.45f, mark.Shade(-0.7f));
            sketch.Disc(side * span * 0.42f, tail * 0.55f, eye * 0.7f, mark.Shade(0.4f));
            using var vein = Outline.Polyline((side * 0.05f, -0.05f), (side * span * 0.7f, tip * 0.75f));
            sketch.Line(vein, 0.025f, sketch.Material.Base.Shade(-0.5f));
            using var feeler = new SKPath();
            feeler.MoveTo(side * 0.03f, -0.42f);
            feeler.QuadTo(side * 0.08f, -0.75f, side * rng.Range(0.2f, 0.32f), -0.88f);
            sketch.Line(feeler, 0.035f, SKColors.Black.Shade(0.15f));
        }
        using var body = Outline.Smooth((-0.08f, -0.5f), (0.08f, -0.5f), (0.11f, 0), (0.04f, 0.6f), (-0.04f, 0.6f), (-0.11f, 0));
        sketch.Detail(body, new SKColor(52, 42, 38));
    }

    private static void Pair(Sketch sketch, SKPath wing, Material material)
    {
        using var other = wing.Mirror();
        sketch.Body(wing, material);
        sketch.Body(other, material);
        sketch.Gloss(wing, 0.3f);
    }
}

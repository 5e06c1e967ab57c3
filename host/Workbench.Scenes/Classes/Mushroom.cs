using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A toadstool: domed cap with spots over a thick stem.</summary>
internal sealed class Mushroom : ISceneClass
{
    public string Name => "mushroom";

    public float Tilt => 30;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float width = rng.Range(0.75f, 1), brim = rng.Range(-0.12f, 0.2f), neck = rng.Range(0.16f, 0.3f), foot = neck * rng.Range(1, 1.6f);
        var stalk = sketch.Material with
        {
            Base = rng.Chance(0.5f) ? sketch.Material.Second : sketch.Material.Base.Shade(0.5f),
            Texture = null,
        };

        using var stem = new SKPath();
        stem.MoveTo(-neck, brim - 0.1f);
        stem.CubicTo(-neck, 0.5f, -foot, 0.6f, -foot, 0.9f);
        stem.QuadTo(0, 1.08f, foot, 0.9f);
        stem.CubicTo(foot, 0.6f, neck, 0.5f, neck, brim - 0.1f);
        stem.Close();
        sketch.Body(stem, stalk);
        if (rng.Chance(0.5f))
        {
            using var skirt = Outline.Smooth(
                (-neck * 1.2f, brim + 0.18f),
                (neck * 1.2f, brim + 0.18f),
                (neck * 2, brim + 0.42f),
                (-neck * 2, brim + 0.42f));
            sketch.Detail(skirt, stalk.Base.Shade(0.2f));
        }

        using var gills = Outline.Ellipse(0, brim, width, rng.Range(0.12f, 0.22f));
        sketch.Detail(gills, stalk.Base.Shade(-0.45f));

        var peak = rng.Range(0.75f, 1.05f);
        using var cap = new SKPath();
        cap.MoveTo(-width, brim);
        cap.CubicTo(-width * 0.95f, brim - peak, -width * 0.35f, -1.02f, 0, -1);
        cap.CubicTo(width * 0.35f, -1.02f, width * 0.95f, brim - peak, width, brim);
        cap.QuadTo(0, brim + rng.Range(0, 0.22f), -width, brim);
        cap.Close();
        sketch.Body(cap);
        if (rng.Chance(0.75f)) Spots(sketch, cap, width, brim);
        sketch.Gloss(cap, 0.45f);
    }

    private static void Spots(Sketch sketch, SKPath cap, float width, float brim)
    {
        var rng = sketch.Rng;
        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(cap, SKClipOperation.Intersect, antialias: true);
        for (var i = rng.Below(4) + 4; i > 0; i--)
        {
            var radius = rng.Range(0.06f, 0.15f);
            using var spot = Outline.Ellipse(rng.Range(-width, width) * 0.8f, rng.Range(-0.95f, brim - 0.05f), radius * 1.2f, radius);
            sketch.Detail(spot, sketch.Material.Second);
        }
        sketch.Canvas.Restore();
    }
}

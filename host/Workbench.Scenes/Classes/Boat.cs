using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A sailing boat: hull, mast, a main sail and mostly a jib.</summary>
internal sealed class Boat : ISceneClass
{
    public string Name => "boat";

    public float Tilt => 28;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float deck = rng.Range(0.38f, 0.52f),
            mast = rng.Range(-0.1f, 0.2f),
            top = rng.Range(-0.98f, -0.85f),
            boom = rng.Range(0.18f, 0.28f);
        float bow = rng.Range(0.9f, 1), stern = rng.Range(0.7f, 0.85f), keel = rng.Range(0.85f, 0.98f);

        sketch.Line(mast, deck + 0.05f, mast, top, 0.06f, sketch.Material.Second.Shade(-0.5f));
        var bulge = rng.Range(0.05f, 0.3f);
        var sails = rng.Chance(0.5f) ? sketch.Material : sketch.Material.Plain with { Base = sketch.Material.Second.Shade(0.5f) };
        using var main = new SKPath();
        main.MoveTo(mast + 0.05f, top + 0.03f);
        main.QuadTo(mast + 0.25f + bulge, -0.2f, rng.Range(0.7f, 0.9f), boom);
        main.LineTo(mast + 0.05f, boom);
        main.Close();
        sketch.Body(main, sails);
        if (rng.Chance(0.75f))
        {
            using var jib = new SKPath();
            jib.MoveTo(mast - 0.05f, top + rng.Range(0.08f, 0.3f));
            jib.QuadTo(mast - 0.15f - bulge, -0.15f, rng.Range(-0.85f, -0.7f), boom + 0.04f);
            jib.LineTo(mast - 0.05f, boom);
            jib.Close();
            sketch.Body(jib, sails with { Base = sails.Base.Shade(rng.Range(-0.2f, 0.3f)) });
        }
        else if (rng.Chance(0.6f))
        {
            using var flag = Outline.Polygon((mast, top - 0.02f), (mast - 0.32f, top + 0.07f), (mast, top + 0.17f));
            sketch.Detail(flag, sketch.Material.Base);
        }

        using var hull = new SKPath();
        hull.MoveTo(-bow, deck);
        hull.QuadTo(0, deck + rng.Range(0.02f, 0.14f), 0.95f, deck);
        hull.CubicTo(0.9f, keel, stern, keel, 0.4f, keel);
        hull.LineTo(-0.4f, keel);
        hull.CubicTo(-stern, keel, -bow * 0.85f, deck + 0.2f, -bow, deck);
        hull.Close();
        sketch.Body(hull);
        sketch.Gloss(hull, 0.3f);
        using var stripe = Outline.Polyline((-bow * 0.84f, deck + 0.17f), (0.86f, deck + 0.17f));
        sketch.Line(stripe, rng.Range(0.04f, 0.08f), sketch.Material.Second);
    }
}

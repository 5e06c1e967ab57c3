using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>
/// Objects of no class, made of the objects' materials and of their parts (wheels, handles, wings, gables, dials without hands), so that a
/// part or a surface alone does not identify a class.
/// </summary>
internal static class Clutter
{
    private static readonly Action<Sketch>[] s_kinds =
        [Blob, Star, Hoop, Cylinder, Box, Wheel, Wedge, Handle, Leaf, Dome, Bone, Cross, Beads, Coil, Cone, Moon];

    public static void Draw(Sketch sketch) => sketch.Rng.Pick(s_kinds)(sketch);

    private static void Blob(Sketch sketch)
    {
        var corners = Enumerable.Range(0, sketch.Rng.Below(4) + 5).ToArray();
        var points = corners.Select(i =>
        {
            var (sin, cos) = MathF.SinCos(2 * MathF.PI * i / corners.Length);
            var radius = sketch.Rng.Range(0.5f, 1.15f);
            return (radius * cos, radius * sin);
        }).ToArray();
        using var path = Outline.Smooth(points);
        sketch.Body(path);
        sketch.Gloss(path);
    }

    private static void Star(Sketch sketch)
    {
        using var path = Outline.Star(1, sketch.Rng.Below(5) + 4, sketch.Rng.Range(0.35f, 0.75f));
        sketch.Body(path);
    }

    private static void Hoop(Sketch sketch)
    {
        using var path = Outline.Ring(0, 0, 1, sketch.Rng.Range(0.5f, 1), sketch.Rng.Range(0.45f, 0.8f));
        sketch.Body(path);
    }

    private static void Cylinder(Sketch sketch)
    {
        float half = sketch.Rng.Range(0.3f, 0.6f), eye = half * 0.3f;
        using var side = Outline.Box(-half, -0.85f, half, 0.95f, eye);
        sketch.Body(side);
        using var lid = Outline.Ellipse(0, -0.82f, half, eye);
        sketch.Detail(lid, sketch.Material.Second);
    }

    private static void Box(Sketch sketch)
    {
        float x = sketch.Rng.Range(0.1f, 0.5f),
            y = sketch.Rng.Range(-0.7f, -0.3f),
            lift = sketch.Rng.Range(0.15f, 0.4f),
            shift = sketch.Rng.Range(0.2f, 0.4f);
        using var front = Outline.Polygon((-0.9f, y), (x, y), (x, 0.9f), (-0.9f, 0.9f));
        using var side = Outline.Polygon((x, y), (x + shift, y - lift), (x + shift, 0.9f - lift), (x, 0.9f));
        using var top = Outline.Polygon((-0.9f, y), (-0.9f + shift, y - lift), (x + shift, y - lift), (x, y));
        sketch.Body(front);
        sketch.Body(side, sketch.Material with { Base = sketch.Material.Base.Shade(-0.35f) });
        sketch.Body(top, sketch.Material with { Base = sketch.Material.Base.Shade(0.3f) });
    }

    private static void Wheel(Sketch sketch)
    {
        using var tyre = Outline.Ellipse(0, 0, 0.95f, 0.95f);
        sketch.Body(tyre);
        var hub = sketch.Rng.Range(0.4f, 0.75f);
        sketch.Disc(0, 0, hub, sketch.Material.Second);
        if (sketch.Rng.Chance(0.5f)) sketch.Disc(0, 0, hub * 0.4f, sketch.Material.Base);
    }

    private static void Wedge(Sketch sketch)
    {
        using var path = Outline.Polygon(
            (-1, sketch.Rng.Range(0.3f, 0.9f)),
            (sketch.Rng.Range(-0.4f, 0.4f), -0.9f),
            (1, sketch.Rng.Range(0.3f, 0.9f)));
        sketch.Body(path);
    }

    private static void Handle(Sketch sketch)
    {
        using var arc = Outline.Arc(0, 0, 0.85f, sketch.Rng.Range(0.5f, 0.85f), 0, sketch.Rng.Range(120, 260));
        sketch.Tube(arc, sketch.Rng.Range(0.15f, 0.3f), sketch.Material.Base);
    }

    private static void Leaf(Sketch sketch)
    {
        var wide = sketch.Rng.Range(0.35f, 0.7f);
        using var path = new SKPath();
        path.MoveTo(-1, 0);
        path.QuadTo(0, -2 * wide, 1, 0);
        path.QuadTo(0, 2 * wide, -1, 0);
        path.Close();
        sketch.Body(path);
        sketch.Line(-0.9f, 0, 0.9f, 0, 0.05f, sketch.Material.Second);
    }

    private static void Dome(Sketch sketch)
    {
        using var path = Outline.Arc(0, 0.4f, 0.95f, sketch.Rng.Range(0.7f, 1.2f), 180, 180);
        path.Close();
        sketch.Body(path);
        sketch.Gloss(path);
    }

    private static void Bone(Sketch sketch)
    {
        float half = sketch.Rng.Range(0.1f, 0.22f), knob = half * sketch.Rng.Range(1.2f, 2);
        using var bar = Outline.Box(-0.8f, -half, 0.8f, half, half);
        sketch.Body(bar);
        sketch.Disc(-0.8f, 0, knob, sketch.Material.Second);
        if (sketch.Rng.Chance(0.5f)) sketch.Disc(0.8f, 0, knob, sketch.Material.Second);
    }

    private static void Cross(Sketch sketch)
    {
        var half = sketch.Rng.Range(0.15f, 0.35f);
        using var path = Outline.Polygon(
            (-half, -1),
            (half, -1),
            (half, -half),
            (1, -half),
            (1, half),
            (half, half),
            (half, 1),
            (-half, 1),
            (-half, half),
            (-1, half),
            (-1, -half),
            (-half, -half));
        sketch.Body(path);
    }

    private static void Beads(Sketch sketch)
    {
        var radius = sketch.Rng.Range(0.18f, 0.3f);
        for (var x = -1 + radius; x <= 1 - radius + 0.01f; x += radius * 1.9f)
            sketch.Disc(x, 0.4f * MathF.Sin(x * 2.5f), radius, sketch.Rng.Chance(0.5f) ? sketch.Material.Base : sketch.Material.Second);
    }

    private static void Coil(Sketch sketch)
    {
        using var path = new SKPath();
        path.MoveTo(0, 0);
        for (var t = 0.2f; t < 4 * MathF.PI; t += 0.2f) path.LineTo(MathF.Cos(t) * t * 0.075f, MathF.Sin(t) * t * 0.075f);
        sketch.Tube(path, sketch.Rng.Range(0.1f, 0.18f), sketch.Material.Base);
    }

    private static void Cone(Sketch sketch)
    {
        var wide = sketch.Rng.Range(0.4f, 0.75f);
        using var path = new SKPath();
        path.MoveTo(0, -1);
        path.LineTo(wide, 0.75f);
        path.QuadTo(0, 1.15f, -wide, 0.75f);
        path.Close();
        sketch.Body(path);
        sketch.Gloss(path, 0.4f);
    }

    private static void Moon(Sketch sketch)
    {
        using var disc = Outline.Ellipse(0, 0, 0.95f, 0.95f);
        using var bite = Outline.Ellipse(sketch.Rng.Range(0.3f, 0.6f), 0, 0.85f, 0.85f);
        using var path = disc.Op(bite, SKPathOp.Difference);
        sketch.Body(path);
    }
}

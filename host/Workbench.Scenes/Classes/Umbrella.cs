using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>An open umbrella: scalloped canopy in panels, a thin stick with a hook.</summary>
internal sealed class Umbrella : ISceneClass
{
    public string Name => "umbrella";

    public float Tilt => 35;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float brim = rng.Range(-0.12f, 0.12f), scallop = rng.Range(0.1f, 0.2f), hook = rng.Range(0.13f, 0.2f) * rng.Sign();
        var panels = 2 * rng.Below(2) + 4;

        using var stick = new SKPath();
        stick.MoveTo(0, -0.97f);
        stick.LineTo(0, 0.97f - MathF.Abs(hook));
        stick.RCubicTo(0, MathF.Abs(hook) * 1.35f, hook * 2, MathF.Abs(hook) * 1.35f, hook * 2, 0);
        sketch.Tube(
            stick,
            rng.Range(0.07f, 0.11f),
            rng.Chance(0.5f) ? sketch.Material.Second.Shade(-0.3f) : sketch.Material.Base.Shade(-0.4f));

        using var canopy = new SKPath();
        canopy.MoveTo(-0.98f, brim);
        canopy.CubicTo(-0.9f, brim - 0.75f, -0.35f, -0.88f, 0, -0.88f);
        canopy.CubicTo(0.35f, -0.88f, 0.9f, brim - 0.75f, 0.98f, brim);
        var edges = Enumerable.Range(0, panels + 1).Select(i => 0.98f * MathF.Sin(MathF.PI * ((float)i / panels - 0.5f))).ToArray();
        for (var i = panels; i > 0; i--) canopy.QuadTo((edges[i] + edges[i - 1]) / 2, brim - scallop * 2, edges[i - 1], brim);
        canopy.Close();
        sketch.Body(canopy);

        sketch.Canvas.Save();
        sketch.Canvas.ClipPath(canopy, SKClipOperation.Intersect, antialias: true);
        var painted = rng.Chance(0.5f);
        for (var i = 0; i < panels; i++)
        {
            using var panel = new SKPath();
            panel.MoveTo(0, -0.9f);
            panel.QuadTo(edges[i] * 0.85f, -0.72f, edges[i], brim);
            panel.LineTo(edges[i + 1], brim);
            panel.QuadTo(edges[i + 1] * 0.85f, -0.72f, 0, -0.9f);
            if (painted && i % 2 == 0)
            {
                using var paint = new SKPaint { IsAntialias = true, Color = sketch.Material.Second.Fade(0.75f) };
                sketch.Canvas.DrawPath(panel, paint);
            }
            sketch.Line(panel, 0.03f, sketch.Material.Base.Shade(-0.5f).Fade(0.8f));
        }
        sketch.Canvas.Restore();
        sketch.Gloss(canopy, 0.35f);
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A guitar: waisted body with a sound hole or pick-ups, fretted neck, head with pegs.</summary>
internal sealed class Guitar : ISceneClass
{
    public string Name => "guitar";

    public float Tilt => 180;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float wide = rng.Range(0.4f, 0.5f), upper = wide * rng.Range(0.68f, 0.82f), waist = wide * rng.Range(0.48f, 0.62f), neck = rng.Range(0.065f, 0.09f);
        var wood = Tint.Any(rng).Shade(-0.35f);

        using var head = Outline.Polygon((-neck * 1.2f, -0.75f), (neck * 1.2f, -0.75f), (neck * 1.9f, -1), (-neck * 1.9f, -1));
        sketch.Detail(head, sketch.Material.Second);
        foreach (var side in (float[])[-1, 1])
            for (var peg = 0; peg < 2; peg++) sketch.Disc(side * neck * 2.3f, -0.94f + 0.11f * peg, 0.035f, SKColors.LightGray);

        using var body = Outline.Smooth(
            (0, 1.04f), (-wide, 1.04f), (-wide * 1.12f, 0.55f), (-waist, 0.3f), (-upper * 1.15f, 0), (-upper * 0.7f, -0.14f),
            (0, rng.Range(-0.12f, -0.02f)), (upper * 0.7f, -0.14f), (upper * 1.15f, 0), (waist, 0.3f), (wide * 1.12f, 0.55f), (wide, 1.04f));
        sketch.Body(body);
        sketch.Gloss(body, 0.4f);

        using var fingerboard = Outline.Box(-neck, -0.78f, neck, 0.2f);
        sketch.Detail(fingerboard, wood);
        for (var fret = -0.68f; fret < 0.15f; fret += 0.11f) sketch.Line(-neck, fret, neck, fret, 0.02f, SKColors.LightGray);

        if (rng.Chance(0.6f))
        {
            sketch.Disc(0, 0.3f, waist * 0.62f, sketch.Material.Second);
            sketch.Disc(0, 0.3f, waist * 0.48f, SKColors.Black.Shade(0.08f));
        }
        else
        {
            foreach (var y in (float[])[0.26f, 0.45f])
            {
                using var pickup = Outline.Box(-waist * 0.6f, y, waist * 0.6f, y + 0.09f, 0.02f);
                sketch.Detail(pickup, sketch.Material.Second);
            }
        }
        using var bridge = Outline.Box(-wide * 0.45f, 0.66f, wide * 0.45f, 0.76f, 0.03f);
        sketch.Detail(bridge, wood);
        for (var line = -1; line <= 1; line++) sketch.Line(line * neck * 0.6f, -0.8f, line * neck * 0.6f, 0.7f, 0.012f, SKColors.WhiteSmoke);
    }
}

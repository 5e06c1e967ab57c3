using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A gabled house with a door, windows and mostly a chimney; some show a side wall.</summary>
internal sealed class House : ISceneClass
{
    public string Name => "house";

    public float Tilt => 22;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        var deep = rng.Chance(0.5f);
        float left = -0.82f,
            right = deep ? rng.Range(0.1f, 0.3f) : 0.82f,
            eaves = rng.Range(-0.25f, 0),
            middle = (left + right) / 2,
            ridge = rng.Range(-1, -0.8f);
        var tiles = sketch.Material.Plain with { Texture = rng.Chance(0.5f) ? rng.Pick(Textures.Patterns) : null };
        var overhang = rng.Range(0.06f, 0.15f);

        if (rng.Chance(0.7f))
        {
            var x = middle + rng.Range(0.15f, 0.4f) * (deep ? 1 : rng.Sign());
            using var chimney = Outline.Box(x - 0.1f, ridge + rng.Range(-0.02f, 0.12f), x + 0.1f, eaves);
            sketch.Detail(chimney, sketch.Material.Base.Shade(rng.Range(-0.5f, 0.3f)));
        }
        if (deep)
        {
            using var side = Outline.Box(right, eaves, 0.88f, 0.95f);
            sketch.Body(side, sketch.Material with { Base = sketch.Material.Base.Shade(-0.3f) });
            using var slope = Outline.Polygon(
                (middle, ridge),
                (0.62f, ridge),
                (0.98f, eaves + 0.03f),
                (right + overhang * 0.6f, eaves + 0.03f));
            sketch.Body(slope, tiles);
            Window(sketch, (right + 0.88f) / 2, 0.32f, 0.16f);
        }

        using var wall = Outline.Polygon((left, eaves), (middle, ridge + 0.1f), (right, eaves), (right, 0.95f), (left, 0.95f));
        sketch.Body(wall);
        if (deep)
        {
            using var verge = Outline.Polyline(
                (left - overhang * 0.6f, eaves + 0.06f),
                (middle, ridge),
                (right + overhang * 0.6f, eaves + 0.06f));
            sketch.Line(verge, 0.13f, tiles.Base.Shade(-0.25f));
        }
        else
        {
            using var roof = Outline.Polygon((left - overhang, eaves + 0.05f), (middle, ridge), (right + overhang, eaves + 0.05f));
            sketch.Body(roof, tiles);
        }

        var width = (right - left) / 2;
        var doorX = middle + (deep ? 0 : rng.Range(-0.4f, 0.4f));
        using var door = Outline.Box(doorX - 0.15f, rng.Range(0.28f, 0.42f), doorX + 0.15f, 0.95f, rng.Chance(0.3f) ? 0.1f : 0);
        sketch.Detail(door, rng.Chance(0.5f) ? sketch.Material.Second : sketch.Material.Base.Shade(-0.6f));
        sketch.Disc(doorX + 0.08f, 0.66f, 0.03f, SKColors.Gold);
        foreach (var side in (float[])[-1, 1])
        {
            var x = middle + side * width * 0.62f;
            if (MathF.Abs(x - doorX) > 0.32f) Window(sketch, x, deep ? 0.2f : rng.Range(0.2f, 0.4f), 0.16f);
        }
        if (deep) Window(sketch, middle, eaves + 0.02f, 0.12f);
    }

    private static void Window(Sketch sketch, float x, float y, float half)
    {
        using var frame = Outline.Box(x - half, y - half, x + half, y + half);
        sketch.Detail(frame, SKColors.White.Shade(-0.08f));
        using var pane = Outline.Box(x - half * 0.78f, y - half * 0.78f, x + half * 0.78f, y + half * 0.78f);
        sketch.Detail(pane, sketch.Rng.Chance(0.3f) ? new SKColor(250, 220, 120) : new SKColor(70, 100, 130));
        sketch.Line(x, y - half, x, y + half, half * 0.2f, SKColors.White);
        sketch.Line(x - half, y, x + half, y, half * 0.2f, SKColors.White);
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A dial with hour marks and two hands; some are alarm clocks with bells and feet.</summary>
internal sealed class Clock : ISceneClass
{
    public string Name => "clock";

    public float Tilt => 35;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        var alarm = rng.Chance(0.45f);
        float radius = alarm ? 0.74f : rng.Range(0.88f, 0.98f), y = alarm ? 0.12f : 0, squash = rng.Range(0.85f, 1);
        if (alarm) BellsAndFeet(sketch, radius, y);

        var square = !alarm && rng.Chance(0.25f);
        using var frame = square
            ? Outline.Box(-radius * squash, -radius, radius * squash, radius, rng.Range(0.05f, 0.3f))
            : Outline.Ellipse(0, y, radius * squash, radius);
        sketch.Body(frame);
        sketch.Gloss(frame, 0.35f);

        var inner = radius * rng.Range(0.74f, 0.85f);
        var pale = rng.Chance(0.75f);
        var dial = sketch.Material.Base.Shade(pale ? 0.55f : -0.55f);
        using var face = Outline.Ellipse(0, y, inner * squash, inner);
        sketch.Detail(face, dial);
        var ink = pale ? SKColors.Black.Shade(rng.Range(0, 0.25f)) : SKColors.White;
        var every = rng.Chance(0.7f) ? 1 : 3;
        for (var hour = 0; hour < 12; hour += every)
        {
            var (sin, cos) = MathF.SinCos(hour * MathF.PI / 6);
            var from = hour % 3 == 0 ? 0.72f : 0.8f;
            sketch.Line(
                sin * inner * from * squash,
                y + cos * inner * from,
                sin * inner * 0.9f * squash,
                y + cos * inner * 0.9f,
                hour % 3 == 0 ? 0.07f : 0.045f,
                ink);
        }
        var hands = rng.Chance(0.7f) ? ink : sketch.Material.Second.Shade(pale ? -0.4f : 0.4f);
        Hand(sketch, y, rng.Range(0, 360), inner * 0.48f, 0.085f, hands);
        Hand(sketch, y, rng.Range(0, 360), inner * 0.74f, 0.055f, hands);
        sketch.Disc(0, y, 0.06f, hands);
    }

    private static void BellsAndFeet(Sketch sketch, float radius, float y)
    {
        foreach (var side in (float[])[-1, 1])
        {
            sketch.Line(side * 0.4f, y + radius * 0.8f, side * 0.62f, 0.97f, 0.12f, sketch.Material.Second.Shade(-0.3f));
            using var bell = Outline.Ellipse(side * 0.46f, y - radius * 0.98f, 0.28f, 0.24f);
            sketch.Body(bell, sketch.Material.Plain);
        }
        sketch.Line(0, y - radius, 0, -0.92f, 0.1f, sketch.Material.Second.Shade(-0.3f));
    }

    private static void Hand(Sketch sketch, float y, float degrees, float length, float width, SKColor colour)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        sketch.Line(-sin * length * 0.15f, y - cos * length * 0.15f, sin * length, y + cos * length, width, colour);
    }
}

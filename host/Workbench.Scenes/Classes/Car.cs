using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A car from the side: saloon, hatchback or van by the shape of its cabin.</summary>
internal sealed class Car : ISceneClass
{
    public string Name => "car";

    public float Tilt => 30;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float roof = rng.Range(-0.62f, -0.42f), waist = rng.Range(-0.16f, -0.02f), sill = rng.Range(0.3f, 0.4f);
        float front = rng.Range(-0.62f, -0.4f),
            rear = rng.Range(0.45f, 0.95f),
            rake = rng.Range(0.14f, 0.3f),
            wheel = rng.Range(0.2f, 0.27f);

        using var cabin = Outline.Polygon((front, waist + 0.05f), (front + rake, roof), (rear - rake * 0.6f, roof), (rear, waist + 0.05f));
        sketch.Body(cabin, sketch.Material with { Texture = null });
        var glass = rng.Chance(0.6f)
            ? new SKColor(150, 190, 215).Shade(rng.Range(-0.6f, 0.3f))
            : SKColors.Black.Shade(rng.Range(0.1f, 0.3f));
        using var window = Outline.Polygon(
            (front + 0.12f, waist),
            (front + rake + 0.05f, roof + 0.09f),
            (rear - rake * 0.6f - 0.06f, roof + 0.09f),
            (rear - 0.1f, waist));
        sketch.Detail(window, glass);
        sketch.Gloss(window, 0.6f);
        var post = float.Lerp(front, rear, rng.Range(0.45f, 0.6f));
        sketch.Line(post, roof + 0.04f, post, waist, 0.07f, sketch.Material.Base.Shade(-0.1f));

        using var body = new SKPath();
        body.MoveTo(-1, sill);
        body.LineTo(-1, waist + 0.22f);
        body.QuadTo(-0.97f, waist + 0.08f, front, waist);
        body.LineTo(MathF.Max(rear, 0.55f), waist);
        body.QuadTo(1, waist, 1, waist + 0.2f);
        body.LineTo(1, sill);
        body.Close();
        sketch.Body(body);
        sketch.Gloss(body, 0.3f);
        sketch.Line(post, waist + 0.05f, post, sill - 0.03f, 0.025f, sketch.Material.Base.Shade(-0.55f));
        sketch.Line(post + 0.08f, waist + 0.14f, post + 0.2f, waist + 0.14f, 0.04f, sketch.Material.Base.Shade(-0.55f));
        sketch.Line(-0.98f, sill, 0.98f, sill, 0.06f, sketch.Material.Base.Shade(-0.6f));

        sketch.Disc(-0.91f, waist + 0.24f, 0.075f, new SKColor(255, 244, 190));
        using var rearLight = Outline.Box(0.88f, waist + 0.14f, 0.99f, waist + 0.3f, 0.03f);
        sketch.Detail(rearLight, new SKColor(200, 40, 40));
        Wheel(sketch, rng.Range(-0.66f, -0.54f), sill, wheel);
        Wheel(sketch, rng.Range(0.54f, 0.66f), sill, wheel);
    }

    private static void Wheel(Sketch sketch, float x, float y, float radius)
    {
        sketch.Disc(x, y, radius, new SKColor(38, 38, 42));
        sketch.Disc(x, y, radius * 0.58f, sketch.Material.Second.Shade(0.3f));
        sketch.Disc(x, y, radius * 0.18f, new SKColor(60, 60, 60));
    }
}

using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A key: a pierced bow, a shaft, teeth on one side.</summary>
internal sealed class Key : ISceneClass
{
    public string Name => "key";

    public float Tilt => 180;

    public void Draw(Sketch sketch)
    {
        var rng = sketch.Rng;
        float bow = rng.Range(0.34f, 0.46f), shaft = rng.Range(0.1f, 0.15f), x = -1 + bow;

        using var body = new SKPath();
        body.AddRoundRect(new SKRect(x, -shaft, 1, shaft), 0.05f, 0.05f);
        var tooth = rng.Range(0.13f, 0.2f);
        for (var (at, count) = (0.96f - tooth, rng.Below(2) + 2); count > 0; count--, at -= tooth * 1.35f)
            body.AddRect(new SKRect(at, 0, at + tooth, rng.Range(0.28f, 0.46f)));
        if (rng.Chance(0.5f)) body.AddRect(new SKRect(x + bow + 0.04f, -shaft * 1.7f, x + bow + 0.14f, shaft * 1.7f));

        using var head = Head(rng, x, bow);
        using var joined = body.Op(head, SKPathOp.Union);
        using var hole = Outline.Ellipse(x - bow * 0.12f, 0, bow * rng.Range(0.4f, 0.6f), bow * rng.Range(0.4f, 0.6f));
        using var pierced = joined.Op(hole, SKPathOp.Difference);
        sketch.Body(pierced);
        sketch.Gloss(pierced, 0.6f);
        sketch.Line(x + bow, -shaft * 0.25f, 0.93f, -shaft * 0.25f, 0.035f, sketch.Material.Base.Shade(0.5f));
    }

    private static SKPath Head(SceneRandom rng, float x, float bow)
    {
        switch (rng.Below(4))
        {
            case 0:
                return Outline.Ellipse(x, 0, bow, bow * rng.Range(0.95f, 1.25f));
            case 1:
                return Outline.Box(x - bow, -bow * 1.1f, x + bow, bow * 1.1f, bow * 0.35f);
            case 2:
                return Outline.Polygon((x - bow, -bow * 0.55f), (x, -bow * 1.1f), (x + bow, -bow * 0.55f), (x + bow, bow * 0.55f), (x, bow * 1.1f), (x - bow, bow * 0.55f));
            default:
                using (SKPath left = Outline.Ellipse(x - bow * 0.42f, 0, bow * 0.58f, bow * 0.58f), up = Outline.Ellipse(x + bow * 0.25f, -bow * 0.55f, bow * 0.6f, bow * 0.6f), down = Outline.Ellipse(x + bow * 0.25f, bow * 0.55f, bow * 0.6f, bow * 0.6f))
                using (var pair = left.Op(up, SKPathOp.Union))
                    return pair.Op(down, SKPathOp.Union);
        }
    }
}

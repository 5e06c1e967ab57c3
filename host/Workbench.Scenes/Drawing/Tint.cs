using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>Unnamed colours: for backgrounds, clutter and details.</summary>
internal static class Tint
{
    public static SKColor RandomColour(SceneRandom rng) =>
        SKColor.FromHsv(rng.Range(0, 360), rng.Chance(0.2f) ? rng.Range(0, 15) : rng.Range(20, 95), rng.Range(28, 98));

    /// <summary>A colour that differs visibly from <paramref name="other"/>.</summary>
    public static SKColor RandomContrasting(SceneRandom rng, SKColor other)
    {
        var best = RandomColour(rng);
        for (var tries = 0; tries < 6 && Distance(best, other) < 110; tries++)
        {
            var next = RandomColour(rng);
            if (Distance(next, other) > Distance(best, other)) best = next;
        }
        return best;
    }

    /// <summary>Nearly white or nearly black, if it contrasts with <paramref name="other"/>; a random choice if both do.</summary>
    public static SKColor Neutral(SceneRandom rng, SKColor other)
    {
        SKColor light = SKColors.White.Shade(-rng.Range(0, 0.12f)), dark = SKColors.Black.Shade(rng.Range(0.03f, 0.2f));
        var first = rng.Chance(0.5f) ? light : dark;
        return Distance(first, other) >= 130 ? first : Distance(light, other) > Distance(dark, other) ? light : dark;
    }

    /// <summary>Blends towards white for a positive amount, towards black for a negative one; −1 … 1.</summary>
    public static SKColor Shade(this SKColor colour, float amount) =>
        amount >= 0 ? Mix(colour, SKColors.White, amount) : Mix(colour, SKColors.Black, -amount);

    public static SKColor Mix(SKColor a, SKColor b, float share) => new(
        Blend(a.Red, b.Red, share), Blend(a.Green, b.Green, share), Blend(a.Blue, b.Blue, share), a.Alpha);

    public static SKColor Fade(this SKColor colour, float opacity) => colour.WithAlpha((byte)(255 * Math.Clamp(opacity, 0, 1)));

    /// <summary>Euclidean distance in RGB, 0 … 441, with brightness counted double.</summary>
    public static float Distance(SKColor a, SKColor b)
    {
        float r = a.Red - b.Red, g = a.Green - b.Green, l = a.Blue - b.Blue;
        var light = (r + g + l) / 3;
        return MathF.Sqrt((r * r + g * g + l * l + 3 * light * light) / 2);
    }

    private static byte Blend(byte a, byte b, float share) => (byte)MathF.Round(a + (b - a) * share);
}

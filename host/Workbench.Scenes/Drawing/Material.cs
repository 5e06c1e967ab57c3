using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>A surface: two colours and a texture that paints the second over the first.</summary>
/// <param name="Base">The surface's own colour.</param>
/// <param name="Second">The texture's colour, also used for details.</param>
/// <param name="Texture">The pattern or noise; null for a plain surface.</param>
/// <param name="Scale">Size of a texture tile in units of the sketch.</param>
/// <param name="Degrees">Rotation of the texture.</param>
/// <param name="Strength">Opacity of the texture, 0 … 1.</param>
internal sealed record Material(SKColor Base, SKColor Second, Texture? Texture, float Scale, float Degrees, float Strength)
{
    /// <summary>A material for clutter: two colours that contrast with each other, the first also with <paramref name="unlike"/>.</summary>
    public static Material CreateRandom(SceneRandom rng, SKColor unlike)
    {
        var main = Tint.RandomContrasting(rng, unlike);
        return CreateTextured(rng, main, Tint.RandomContrasting(rng, main), rng.Range(0.2f, 0.65f));
    }

    /// <summary>
    /// A material for objects: a shade of their paint, which is half of their class, with white or black for texture and details.
    /// </summary>
    public static Material FromPaint(Paint paint, SceneRandom rng)
    {
        var main = paint.Shade(rng);
        return CreateTextured(rng, main, Tint.Neutral(rng, main), rng.Range(0.15f, 0.4f));
    }

    /// <summary>The material with its colours swapped and without texture, for parts that must contrast with the body.</summary>
    public Material Plain => this with { Base = Second, Second = Base, Texture = null };

    private static Material CreateTextured(SceneRandom rng, SKColor main, SKColor second, float strength)
    {
        var texture = rng.Unit() switch
        {
            < 0.3f => rng.Pick(Textures.Patterns),
            < 0.65f => rng.Pick(Textures.Noises),
            _ => null,
        };
        return new Material(main, second, texture, rng.LogRange(0.5f, 1.6f), rng.Range(0, 180), strength);
    }
}

using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>What a surface is made of: two colours and a texture that paints the second over the first.</summary>
/// <param name="Base">The surface's own colour.</param>
/// <param name="Second">The texture's colour, also used for details.</param>
/// <param name="Texture">The pattern or noise; null for a plain surface.</param>
/// <param name="Scale">Size of a texture tile in units of the sketch.</param>
/// <param name="Degrees">Rotation of the texture.</param>
/// <param name="Strength">Opacity of the texture, 0 … 1.</param>
internal sealed record Material(SKColor Base, SKColor Second, Texture? Texture, float Scale, float Degrees, float Strength)
{
    /// <summary>Two colours that stand off each other, the first off <paramref name="unlike"/> too: for clutter, whose colours tell nothing.</summary>
    public static Material Any(SceneRandom rng, SKColor unlike)
    {
        var main = Tint.Unlike(rng, unlike);
        return Covered(rng, main, Tint.Unlike(rng, main), rng.Range(0.2f, 0.65f));
    }

    /// <summary>A shade of a paint, with white or black for texture and details: for objects, whose paint is half of their class.</summary>
    public static Material Of(Paint paint, SceneRandom rng)
    {
        var main = paint.Shade(rng);
        return Covered(rng, main, Tint.Neutral(rng, main), rng.Range(0.15f, 0.4f));
    }

    /// <summary>The same stuff with the colours' roles swapped, plain: for parts that must stand off the body.</summary>
    public Material Plain => this with { Base = Second, Second = Base, Texture = null };

    private static Material Covered(SceneRandom rng, SKColor main, SKColor second, float strength)
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

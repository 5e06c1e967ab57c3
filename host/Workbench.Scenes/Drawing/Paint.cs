using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>A named colour of a whole object: a narrow range of hues, with any saturation and value above a limit.</summary>
/// <param name="Name">The name, as part of a class's name.</param>
/// <param name="Hue">Middle of its hues, degrees.</param>
/// <param name="Palest">Least saturation, 0 … 100; the highest is 100.</param>
/// <param name="Darkest">Least value, 0 … 100; the highest is 100.</param>
internal sealed record Paint(string Name, float Hue, float Palest, float Darkest)
{
    // The ranges of neighbouring hues are at least 17 degrees apart.
    private const float Spread = 6;

    /// <summary>The paints, in alphabetical order.</summary>
    public static IReadOnlyList<Paint> All { get; } =
    [
        new("blue", 226, 60, 45), new("green", 118, 50, 35), new("orange", 27, 75, 75), new("pink", 322, 35, 75),
        new("purple", 276, 50, 40), new("red", 358, 75, 50), new("turquoise", 176, 50, 45), new("yellow", 53, 60, 75),
    ];

    public SKColor Shade(SceneRandom rng) =>
        SKColor.FromHsv((Hue + rng.Range(-Spread, Spread) + 360) % 360, rng.Range(Palest, 100), rng.Range(Darkest, 100));
}

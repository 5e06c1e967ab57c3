using Workbench.Scenes.Classes;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes;

/// <summary>
/// The classes of objects in scenes: a paint and a kind, such as "red boat". Each class shares its paint with nine others and its kind with
/// seven, so that a network with fewer channels than classes has to share them too.
/// </summary>
public static class SceneClasses
{
    internal static IReadOnlyList<ISceneClass> Kinds { get; } =
    [
        new Bird(), new Boat(), new Butterfly(), new Car(), new Clock(), new Fish(), new House(), new Mug(), new Mushroom(), new Umbrella(),
    ];

    /// <summary>Number of kinds of objects; a class's kind is its index modulo this.</summary>
    public static int KindCount => Kinds.Count;

    /// <summary>Names in alphabetical order; a class's index here is the index of its logit.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Paint.All.SelectMany(paint => Kinds.Select(kind => $"{paint.Name} {kind.Name}"))];

    internal static ISceneClass Kind(int index) => Kinds[index % Kinds.Count];

    internal static Paint PaintOf(int index) => Paint.All[index / Kinds.Count];

    /// <summary>
    /// Draws the classes of a scene: a class, a rival with its paint and a rival with its kind (in random order), then any others. With
    /// rivals, paint or kind alone does not identify a class. A scene of two has one of the rivals.
    /// </summary>
    internal static IReadOnlyList<int> Choose(SceneRandom rng, int count)
    {
        int paint = rng.Below(Paint.All.Count), kind = rng.Below(Kinds.Count);
        int Rival(int value, int of) => (value + 1 + rng.Below(of - 1)) % of;
        List<int> chosen =
        [
            paint * Kinds.Count + kind,
            paint * Kinds.Count + Rival(kind, Kinds.Count),
            Rival(paint, Paint.All.Count) * Kinds.Count + kind,
        ];
        if (rng.Chance(0.5f)) chosen.Reverse(1, 2);
        while (chosen.Count < count)
        {
            var other = rng.Below(Names.Count);
            if (!chosen.Contains(other)) chosen.Add(other);
        }
        return chosen[..count];
    }
}

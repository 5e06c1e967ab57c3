using Workbench.Scenes.Classes;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes;

/// <summary>
/// The classes of objects that scenes hold: a paint and a kind, such as "red boat". Each class shares its paint with nine others and its kind with seven,
/// so that a network with fewer channels than classes has to share them too.
/// </summary>
public static class SceneClasses
{
    internal static IReadOnlyList<ISceneClass> Kinds { get; } =
        [new Bird(), new Boat(), new Butterfly(), new Car(), new Clock(), new Fish(), new House(), new Mug(), new Mushroom(), new Umbrella()];

    /// <summary>Number of kinds of objects; a class's kind is its index modulo this.</summary>
    public static int KindCount => Kinds.Count;

    /// <summary>Names in alphabetical order; a class's index is its place here, and the model's output of that number.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Paint.All.SelectMany(paint => Kinds.Select(kind => $"{paint.Name} {kind.Name}"))];

    internal static ISceneClass Kind(int index) => Kinds[index % Kinds.Count];

    internal static Paint PaintOf(int index) => Paint.All[index / Kinds.Count];

    /// <summary>
    /// Draws the classes of a scene: one, a class of its paint, a class of its kind, then others. The two rivals make paint or kind alone no answer; a scene
    /// of two holds one of them.
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

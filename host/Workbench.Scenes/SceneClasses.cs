using Workbench.Scenes.Classes;

namespace Workbench.Scenes;

/// <summary>The classes of objects that scenes hold.</summary>
public static class SceneClasses
{
    internal static IReadOnlyList<ISceneClass> All { get; } =
        [new Bird(), new Boat(), new Butterfly(), new Car(), new Clock(), new Fish(), new House(), new Mug(), new Mushroom(), new Umbrella()];

    /// <summary>Names in alphabetical order; a class's index is its place here, and the model's output of that number.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];
}

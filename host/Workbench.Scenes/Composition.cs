namespace Workbench.Scenes;

/// <summary>What an image holds. Training begins with the plainest.</summary>
public enum Composition
{
    /// <summary>One object, 0.55 to 0.9 of the image's side, on a ground of one colour.</summary>
    Plain,

    /// <summary>One object as large, on a scene's ground and among its clutter.</summary>
    Single,

    /// <summary>Two to four objects of different classes, a third of the image's side and more, among clutter.</summary>
    Scene,
}

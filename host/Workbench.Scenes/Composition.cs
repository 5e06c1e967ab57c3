namespace Workbench.Scenes;

/// <summary>The content of an image. Training starts with the simplest.</summary>
public enum Composition
{
    /// <summary>One object, 0.55 to 0.9 of the image's side, on a background of one colour.</summary>
    Plain,

    /// <summary>One object of the same size, on a scene's background with clutter.</summary>
    Single,

    /// <summary>Two to four objects of different classes, at least a third of the image's side, with clutter.</summary>
    Scene,
}

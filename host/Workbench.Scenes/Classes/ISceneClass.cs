using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A kind of object: its name, its largest tilt, and how to draw it.</summary>
internal interface ISceneClass
{
    /// <summary>The name in annotations, lower case.</summary>
    string Name { get; }

    /// <summary>Largest rotation from upright, degrees; 180 for objects without an upright pose.</summary>
    float Tilt { get; }

    /// <summary>Draws an object that fills −1 … 1 along its longer side. Proportions are drawn from the sketch's generator.</summary>
    void Draw(Sketch sketch);
}

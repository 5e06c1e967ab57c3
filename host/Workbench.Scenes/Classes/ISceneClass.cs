using Workbench.Scenes.Drawing;

namespace Workbench.Scenes.Classes;

/// <summary>A kind of object: its name, how far it may be tilted, and how one of its kind is drawn.</summary>
internal interface ISceneClass
{
    /// <summary>As written in annotations; lower case.</summary>
    string Name { get; }

    /// <summary>Largest rotation from upright, in degrees; 180 for things that lie any way round.</summary>
    float Tilt { get; }

    /// <summary>Draws one, filling −1 … 1 along its longer side. Proportions come from the sketch's draws.</summary>
    void Draw(Sketch sketch);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>Names a post step for specs, scripts and the command line.</summary>
/// <param name="id">Lower case, words joined by hyphens.</param>
/// <param name="help">One line: what it does.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PostStepAttribute(string id, string help) : Attribute
{
    public string Id { get; } = id;

    public string Help { get; } = help;
}

/// <summary>
/// A step applied to a method's raw map before any metric or figure reads it. It is part of the method's name, so results show it. One
/// class per step, with a <see cref="PostStepAttribute"/> and, if it has options, a constructor that takes their record, as for a plugin.
/// The steps are listed in <see cref="PostSteps"/>.
/// </summary>
internal interface IPostStep
{
    /// <summary>Applies the step.</summary>
    /// <param name="map">[B,1,h,w], one map per row.</param>
    /// <param name="input">Height and width of the model's input, pixels.</param>
    /// <returns>[B,1,h',w'].</returns>
    Tensor Apply(Tensor map, (int Height, int Width) input);
}

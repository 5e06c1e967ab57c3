using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>A method with steps after it. Its plan is the method's own.</summary>
/// <param name="inner">The method.</param>
/// <param name="steps">The steps with their names, in order.</param>
internal sealed class PostedMethod(IAttributionMethod inner, IReadOnlyList<(string Name, IPostStep Step)> steps) : IAttributionMethod
{
    public PassRequest Plan(IModelCard model) => inner.Plan(model);

    public Tensor Attribute(IPass pass)
    {
        var map = inner.Attribute(pass);
        if (map is null || map.dim() != 4 || !map.is_floating_point()) return map!;   // the method's fault, and the runner says so
        return Apply(map, ((int)pass.Images.shape[2], (int)pass.Images.shape[3]));
    }

    /// <summary>The steps on maps, [B,1,h,w], in order.</summary>
    public Tensor Apply(Tensor map, (int Height, int Width) input)
    {
        foreach (var (name, step) in steps)
            try
            {
                map = step.Apply(map, input);
            }
            catch (Exception error) when (!OutOfMemory.Is(error))
            {
                throw new PostStepException($"its step '{name}' threw {error.GetType().Name}: {error.Message.Split('\n')[0].Trim()}", error);
            }
        return map;
    }
}

/// <summary>A step after a method failed; the message names the step.</summary>
internal sealed class PostStepException(string message, Exception cause) : Exception(message, cause);

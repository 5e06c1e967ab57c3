using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>A method followed by post steps. Its plan is the method's own.</summary>
/// <param name="inner">The method.</param>
/// <param name="steps">The steps with their names, in order.</param>
internal sealed class MethodWithSteps(IAttributionMethod inner, IReadOnlyList<(string Name, IPostStep Step)> steps) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => inner.Plan(model);

    public Tensor Attribute(IPass pass)
    {
        var (height, width) = ((int)pass.Images.shape[2], (int)pass.Images.shape[3]);
        return Apply(MethodMap.Validate(inner.Attribute(pass), pass.Rows.Count, (height, width)), (height, width));
    }

    /// <summary>Applies the steps in order to maps, [B,1,h,w].</summary>
    public Tensor Apply(Tensor map, (int Height, int Width) input)
    {
        foreach (var (name, step) in steps)
            try
            {
                map = step.Apply(map, input);
            }
            catch (Exception error) when (!OutOfMemory.Is(error))
            {
                throw new PluginFaultException($"its step '{name}' threw {error.GetType().Name}: {PluginText.Line(error.Message)}");
            }
        return map;
    }
}

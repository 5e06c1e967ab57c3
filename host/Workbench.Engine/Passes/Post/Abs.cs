using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>|m|: drops the sign.</summary>
[PostStep("abs", "the magnitude: |m|")]
internal sealed class Abs : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input) => map.abs();
}

using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>max(0, m): drops evidence against the class.</summary>

[PostStep("relu", "negative values become 0: max(0, m)")]
internal sealed class Relu : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input) => map.relu();
}

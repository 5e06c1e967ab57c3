using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>(m − min m) / (max m − min m), each map by its own range: 0 to 1. A map of one value becomes 0.</summary>
[PostStep("normalize", "to 0..1 by the map's own least and largest value; a map of one value becomes 0")]
internal sealed class Normalize : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input) => MapMath.MinMax(map);
}

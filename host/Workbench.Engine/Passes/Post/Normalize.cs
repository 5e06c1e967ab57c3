using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>(m − min m) / (max m − min m), for each map: 0 to 1. A constant map becomes 0.</summary>
[PostStep("normalize", "to 0..1 by the map's smallest and largest value; a constant map becomes 0")]
internal sealed class Normalize : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input) => MapMath.MinMax(map);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>m / max |m|, each map by its own: −1 to 1, the sign kept. A map of zeros stays so.</summary>
[PostStep("max-normalize", "by the map's own largest magnitude: to -1..1, the sign kept; a map of zeros stays so")]
internal sealed class MaxNormalize : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input)
    {
        var most = map.abs().amax([2, 3], keepdim: true);
        return map / most.where(most > 0, ones_like(most));
    }
}

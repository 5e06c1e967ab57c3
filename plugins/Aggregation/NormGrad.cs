namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="NormGrad"/>.</summary>
public sealed record NormGradOptions : LayerOptions
{
    /// <summary>Whether only channels with positive g ⊙ A count (selective NormGrad). Default: false.</summary>
    [Option("whether only channels that speak for the class count: ‖ReLU(g ⊙ A)‖₂ (selective NormGrad)")]
    public bool Selective { get; init; }
}

/// <summary>NormGrad: ‖g‖₂ ‖A‖₂ over channels, at each position. Rebuffi et al. 2020.</summary>
/// <remarks>
/// The authors' code, a branch of TorchRay, is the only other implementation. It gives the map of either form: the defaults and
/// <c>selective=true</c>.
/// </remarks>
[Attribution("normgrad", Cite = "Rebuffi et al., CVPR 2020")]
public sealed class NormGrad(NormGradOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));
        if (options.Selective) return (g * a).relu().norm(1, keepdim: true, p: 2);
        return g.norm(1, keepdim: true, p: 2) * a.norm(1, keepdim: true, p: 2);
    }
}

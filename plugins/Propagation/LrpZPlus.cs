namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpZPlus"/>.</summary>
public sealed record LrpZPlusOptions : SignedLrpOptions;

/// <summary>
/// LRP-z⁺, equal to <see cref="LrpAlphaBeta"/> with α = 1 and β = 0, and to LRP-γ with γ = ∞. Montavon et al. 2017.
/// </summary>
[Attribution("lrp-zplus", Cite = "Montavon et al., Pattern Recognition 2017")]
public sealed class LrpZPlus(LrpZPlusOptions options) : IAttributionMethod
{
    private readonly LrpAlphaBeta _same = new(new LrpAlphaBetaOptions(options));

    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => _same.Plan(model);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => _same.Attribute(pass);
}

namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="LrpZPlus"/>.</summary>
public sealed record LrpZPlusOptions : SignedLrpOptions;

/// <summary>
/// LRP-z⁺, equal to <see cref="LrpAlphaBeta"/> with α = 1 and β = 0, and to LRP-γ with γ = ∞. Montavon et al. 2017.
/// </summary>
/// <remarks>
/// <para>
/// The defaults give the map of Zennit's z⁺ rule. Zennit keeps positive biases in the denominators, and sends negative pixels through the
/// negative weights. <c>linear=epsilon</c> gives its composite EpsilonPlus, and <c>linear=epsilon,first=flat</c> its EpsilonPlusFlat.
/// </para>
/// <para>
/// TorchRay's excitation backprop, which is <c>excitation-backprop</c>, is this rule without biases at inner layers. Captum has the rule as
/// α1β0, and <c>lrp-alphabeta</c> names the options for it.
/// </para>
/// </remarks>
[Attribution("lrp-zplus", Cite = "Montavon et al., Pattern Recognition 2017")]
public sealed class LrpZPlus(LrpZPlusOptions options) : IAttributionMethod
{
    private readonly LrpAlphaBeta _same = new(new LrpAlphaBetaOptions(options));

    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => _same.Plan(model);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => _same.Attribute(pass);
}

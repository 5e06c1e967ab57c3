namespace Workbench.Plugins.Propagation;

/// <summary>
/// x ⊙ (w + γw⁺)ᵀ(R / (x·(w + γw⁺) + b + γb⁺)): positive weights count γ + 1 times. Negative parts of the input use w + γw⁻. With
/// <paramref name="Mirrored"/> the two are swapped for negative outputs. Montavon et al. 2019; Khakzar et al. 2020, eq. 8; generalised to
/// signed inputs and outputs by Andéol et al. 2021 (Zennit).
/// </summary>
/// <param name="Gamma">γ, finite. Its limit is <see cref="AlphaBetaRule"/> with α = 1, β = 0.</param>
/// <param name="Bias">How biases enter the denominator.</param>
/// <param name="Mirrored">Whether relevance of negative outputs goes through w + γw⁻.</param>
/// <param name="Split">Whether negative inputs use the weights of the opposite sign.</param>
/// <param name="Stabilizer">ε of the denominator.</param>
public sealed record GammaRule(double Gamma, BiasUse Bias, bool Mirrored, bool Split, double Stabilizer) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"γ = {Gamma}{Naming(Bias)}");

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        Tensor Favour(Tensor parameter, bool positive) => parameter + Gamma * (positive ? parameter.clamp_min(0) : parameter.clamp_max(0));
        Tensor? BiasOf(bool positive) => Bias switch
        {
            BiasUse.Keep => step.Bias is { } bias ? Favour(bias, positive) : null,
            BiasUse.Unchanged => step.Bias,
            _ => null,
        };
        Tensor Toward(bool positive, Tensor relevance) =>
            Parts(
                step,
                relevance,
                Favour(step.Weight!, positive),
                () => Favour(step.Weight!, !positive),
                BiasOf(positive),
                Split,
                Stabilizer);

        if (!Mirrored || !SignedOutput(step)) return Toward(positive: true, upstream);
        return Toward(true, upstream * (step.Output > 0)) + Toward(false, upstream * (step.Output < 0));
    }
}

namespace Workbench.Plugins.Propagation;

/// <summary>The rule of the first layer, whose input is the image.</summary>
public enum FirstRule
{
    /// <summary>The rule of the other convolutions.</summary>
    Same,
    /// <summary>zᴮ: pixels are bounded (Montavon et al. 2017).</summary>
    Box,
    /// <summary>Flat: equal relevance within a window (Bach et al. 2016).</summary>
    Flat,
    /// <summary>w²: relevance by the weights only (Montavon et al. 2017).</summary>
    WSquare,
}

/// <summary>
/// zᴮ: x ⊙ wᵀS − l ⊙ w⁺ᵀS − h ⊙ w⁻ᵀS, S = R / (x·w − l·w⁺ − h·w⁻), with l and h the smallest and largest values of a pixel. The bias
/// cancels: b − b⁺ − b⁻ = 0. Montavon et al. 2017.
/// </summary>
/// <param name="Stabilizer">ε of the denominator.</param>
public sealed record BoxRule(double Stabilizer) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => "zᴮ";

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        var (positive, negative) = (step.PositiveWeight!, step.Weight!.clamp_max(0));
        Tensor Bound(Tensor like, Func<InputRange, double> end) =>
            tensor(step.Model.InputRanges.Select(end).ToArray(), [1, 3, 1, 1], like.dtype, like.device).expand_as(like);
        var share = upstream / step.PerImage((x, _) => Stable(
            step.Forward(x, step.Weight, null)
                - step.Forward(Bound(x, range => range.Low), positive, null)
                - step.Forward(Bound(x, range => range.High), negative, null),
            Stabilizer));
        return step.Input * step.Vjp(share)
            - Bound(step.Input, range => range.Low) * step.Vjp(share, positive)
            - Bound(step.Input, range => range.High) * step.Vjp(share, negative);
    }
}

/// <summary>
/// Flat: 1ᵀ(R / 1·1). Each position of a window gets the same relevance, for any input. Bach et al. 2016; Lapuschkin et al. 2019.
/// </summary>
/// <param name="Stabilizer">ε of the denominator.</param>
public sealed record FlatRule(double Stabilizer) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => "flat";

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        var one = ones_like(step.Weight!);
        return step.Vjp(upstream / step.PerImage((x, _) => Stable(step.Forward(ones_like(x), one, null), Stabilizer)), one);
    }
}

/// <summary>w²: (w²)ᵀ(R / (1·w² + b²)), by the weights only. Montavon et al. 2017.</summary>
/// <param name="Bias"><see cref="BiasUse.Drop"/> leaves b² out.</param>
/// <param name="Stabilizer">ε of the denominator.</param>
public sealed record WSquareRule(BiasUse Bias, double Stabilizer) : RelevanceRule
{
    /// <inheritdoc/>
    public override string ToString() => "w²";

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        var square = step.Weight!.square();
        var bias = Bias == BiasUse.Drop ? null : step.Bias?.square();
        return step.Vjp(upstream / step.PerImage((x, _) => Stable(step.Forward(ones_like(x), square, bias), Stabilizer)), square);
    }
}

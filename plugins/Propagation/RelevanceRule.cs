namespace Workbench.Plugins.Propagation;

/// <summary>How biases enter a rule's denominator.</summary>
public enum BiasUse
{
    /// <summary>Treated like the weights: b + γb⁺ with w + γw⁺, b⁺ with w⁺.</summary>
    Keep,
    /// <summary>b unchanged, for any treatment of the weights (Captum).</summary>
    Unchanged,
    /// <summary>Left out, so that relevance is conserved.</summary>
    Drop,
}

/// <summary>A rule that propagates relevance through one convolution or fully connected layer.</summary>
public abstract record RelevanceRule
{
    /// <summary>Propagates relevance from a layer's output to its input.</summary>
    public abstract Tensor Propagate(ILayerStep step, Tensor upstream);

    /// <summary>z + ε·sign(z), with sign(0) = 1. With ε = 0 it is infinite at z = 0, so that a quotient by 0 becomes 0.</summary>
    public static Tensor Stable(Tensor z, double epsilon) =>
        epsilon == 0 ? z.masked_fill(z == 0, double.PositiveInfinity) : where(z >= 0, z + epsilon, z - epsilon);

    /// <summary>The suffix of a rule's name for its bias option; empty for the default.</summary>
    protected static string Naming(BiasUse bias) => bias == BiasUse.Keep ? "" : $" (bias {bias})";

    /// <summary>Whether inputs can be negative. Pixels can; outputs of a ReLU cannot.</summary>
    protected static bool SignedInput(ILayerStep step) => step.Model.MayBeNegative(step.Layer.Inputs[0]);

    /// <summary>Whether negative outputs carry relevance. Logits do, at every position; outputs that a ReLU reads do not.</summary>
    protected static bool SignedOutput(ILayerStep step) => step.Model.HasSignedOutput(step.Layer);

    /// <summary>Whether no ReLU follows: the layer computes the logits.</summary>
    protected static bool IsLast(ILayerStep step) =>
        step.Model.Layers.Skip(step.Layer.Index + 1).All(layer => layer.Kind != LayerKind.ReLU);

    /// <summary>
    /// Relevance by the positive and negative parts of the input, each with its own weights: D = x⁺·w + x⁻·v + b,
    /// R_in = x⁺ ⊙ wᵀ(R/D) + x⁻ ⊙ vᵀ(R/D). If the input is not negative, or <paramref name="split"/> is false, D = x·w + b and w is used
    /// for all parts.
    /// </summary>
    /// <param name="step">The layer.</param>
    /// <param name="upstream">Relevance R at the output.</param>
    /// <param name="w">Weights of the positive part.</param>
    /// <param name="v">Weights of the negative part.</param>
    /// <param name="bias">Bias b, or null for none.</param>
    /// <param name="split">Whether a signed input is split.</param>
    /// <param name="stabilizer">ε of the denominator.</param>
    protected static Tensor Parts(ILayerStep step, Tensor upstream, Tensor w, Func<Tensor> v, Tensor? bias, bool split, double stabilizer)
    {
        if (!split || !SignedInput(step))
        {
            var denominator = step.PerImage((x, _) => Stable(step.Forward(x, w, bias), stabilizer));
            return step.Vjp(upstream / denominator, w).mul_(step.Input);
        }
        var negative = v();
        var both = step.PerImage(
            (x, _) => Stable(step.Forward(x.clamp_min(0), w, bias) + step.Forward(x.clamp_max(0), negative, null), stabilizer));
        var share = upstream / both;
        return step.Input.clamp_min(0) * step.Vjp(share, w) + step.Input.clamp_max(0) * step.Vjp(share, negative);
    }
}

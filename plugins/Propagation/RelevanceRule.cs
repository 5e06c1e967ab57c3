namespace Workbench.Plugins.Propagation;

/// <summary>What becomes of the biases in a rule's denominator.</summary>
public enum BiasUse
{
    /// <summary>Treated as the weights are: b + γb⁺ beside w + γw⁺, b⁺ beside w⁺.</summary>
    Keep,
    /// <summary>b itself, whatever is done to the weights (Captum).</summary>
    Unchanged,
    /// <summary>None: relevance is conserved.</summary>
    Drop,
}

/// <summary>How relevance goes through one convolution or fully connected layer.</summary>
public abstract record RelevanceRule
{
    /// <summary>Takes relevance at a layer's output to its input.</summary>
    public abstract Tensor Propagate(ILayerStep step, Tensor upstream);

    /// <summary>z + ε·sign(z), with sign(0) = 1. With ε = 0, infinite at z = 0: what would be divided by 0 is dropped.</summary>
    public static Tensor Stable(Tensor z, double epsilon) =>
        epsilon == 0 ? z.masked_fill(z == 0, double.PositiveInfinity) : where(z >= 0, z + epsilon, z - epsilon);

    /// <summary>The bias's part of a rule's name: nothing for the default.</summary>
    protected static string Naming(BiasUse bias) => bias == BiasUse.Keep ? "" : $" (bias {bias})";

    /// <summary>Whether inputs can be negative: the image's can, what comes out of a ReLU cannot.</summary>
    protected static bool SignedInput(ILayerStep step) => step.Layer.Index == 0;

    /// <summary>Whether negative outputs carry relevance: the logits can, at every position; below a ReLU they have none.</summary>
    protected static bool SignedOutput(ILayerStep step) =>
        step.Model.Layers.Skip(step.Layer.Index + 1).All(layer => layer.Kind != LayerKind.ReLU);

    /// <summary>
    /// Relevance by positive and negative parts of the input, each with its weights: D = x⁺·w + x⁻·v + b, R_in = x⁺ ⊙ wᵀ(R/D) + x⁻ ⊙ vᵀ(R/D). Where the input is
    /// not negative, or <paramref name="split"/> is false, x·w alone.
    /// </summary>
    /// <param name="step">The layer.</param>
    /// <param name="upstream">R.</param>
    /// <param name="w">Weights of the positive part.</param>
    /// <param name="v">Weights of the negative part.</param>
    /// <param name="bias">b, or null for none.</param>
    /// <param name="split">Whether a signed input is split.</param>
    /// <param name="stabilizer">ε.</param>
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

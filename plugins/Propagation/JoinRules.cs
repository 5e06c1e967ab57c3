namespace Workbench.Plugins.Propagation;

/// <summary>How the relevance of a sum is shared among its terms x_i.</summary>
public enum SumRule
{
    /// <summary>x_i / (Σx + ε·sign Σx), the ε rule of a linear layer (Zennit's Norm).</summary>
    Epsilon,
    /// <summary>x_i⁺ / (Σx⁺ + ε), which stays finite where terms cancel.</summary>
    ZPlus,
    /// <summary>|x_i| / (Σ|x| + ε).</summary>
    Ratio,
    /// <summary>All to the term with the fewest layers between it and the image: the skip connection.</summary>
    Skip,
    /// <summary>Equal shares.</summary>
    Half,
}

/// <summary>The rule of a batch normalisation that no convolution takes in.</summary>
public enum NormRule
{
    /// <summary>The ε rule on x ⊙ w + b, with the bias as the option <c>bias</c> says.</summary>
    Epsilon,
    /// <summary>Relevance passes unchanged (Zennit, without a canonizer).</summary>
    Pass,
}

/// <summary>How the relevance of a product is shared between its factors.</summary>
public enum ProductRule
{
    /// <summary>The signal takes all, and the gate nothing (Arras et al. 2017). Without a gate, half and half.</summary>
    Signal,
    /// <summary>Half and half (Achtibat et al. 2024).</summary>
    Half,
}

/// <summary>
/// Relevance at the layers of a network that join or scale values: sums, products, and batch normalisations that stay layers. Each
/// conserves relevance up to ε and biases. Bach et al. 2015; Arras et al. 2017.
/// </summary>
/// <param name="Sum">How the relevance of a sum is shared.</param>
/// <param name="Norm">The rule of batch normalisations.</param>
/// <param name="Product">How the relevance of a product is shared.</param>
/// <param name="Bias">How the bias of a batch normalisation enters the denominator.</param>
/// <param name="Stabilizer">ε of the denominators.</param>
public sealed record JoinRules(SumRule Sum, NormRule Norm, ProductRule Product, BiasUse Bias, double Stabilizer)
{
    /// <summary>The default rules.</summary>
    /// <param name="stabilizer">ε of the denominators.</param>
    public static JoinRules Usual(double stabilizer) =>
        new(SumRule.Epsilon, NormRule.Epsilon, ProductRule.Signal, BiasUse.Keep, stabilizer);

    /// <summary>Shares relevance among the terms of a sum.</summary>
    public IReadOnlyList<Tensor> Share(ILayerStep step, Tensor upstream)
    {
        var terms = step.Inputs;
        switch (Sum)
        {
            case SumRule.Half:
                return [.. terms.Select(_ => upstream / terms.Count)];
            case SumRule.Skip:
                var skip = step.Layer.Inputs.Index().MinBy(term => step.Model.DepthOf(term.Item)).Index;
                return [.. terms.Select((_, i) => i == skip ? upstream : zeros_like(upstream))];
            default:
                Tensor Part(Tensor x) => Sum switch { SumRule.ZPlus => x.clamp_min(0), SumRule.Ratio => x.abs(), _ => x };
                var share = upstream / step.PerImageOfInputs((x, output) => RelevanceRule.Stable(
                    Sum == SumRule.Epsilon ? output : x.Select(Part).Aggregate((sum, term) => sum + term), Stabilizer));
                return [.. terms.Select(x => Part(x) * share)];
        }
    }

    /// <summary>Relevance below a batch normalisation.</summary>
    public Tensor Normalise(ILayerStep step, Tensor upstream) =>
        Norm == NormRule.Pass ? upstream : new EpsilonRule(Stabilizer, Bias).Propagate(step, upstream);

    /// <summary>Shares relevance between the factors of a product.</summary>
    public IReadOnlyList<Tensor> Divide(ILayerStep step, Tensor upstream)
    {
        var gate = Product == ProductRule.Half ? -1 : GateOf(step);
        return [.. step.Inputs.Select((x, i) =>
        {
            var share = gate < 0 ? upstream / 2 : i == gate ? zeros_like(upstream) : upstream;
            // A factor with one position took part at all of them.
            return x.shape.SequenceEqual(share.shape) ? share : share.sum([2, 3], keepdim: true);
        })];
    }

    // The factor with one position for many, else one that a squashing function computes; −1 if there is none or both are.
    private static int GateOf(ILayerStep step)
    {
        bool IsGate(int i) => step.Inputs[i].numel() < step.Inputs[1 - i].numel()
            || step.Inputs[i].numel() == step.Inputs[1 - i].numel()
                && step.Layer.Inputs[i] >= 0
                && step.Model.Layers[step.Layer.Inputs[i]].Kind is LayerKind.Sigmoid or LayerKind.HardSigmoid or LayerKind.Softmax;
        return (IsGate(0), IsGate(1)) switch { (true, false) => 0, (false, true) => 1, _ => -1 };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Sum == SumRule.Epsilon ? "" : $", sums {Sum}")}{(Norm == NormRule.Epsilon ? "" : $", normalisations {Norm}")}{(
            Product == ProductRule.Signal ? "" : $", products {Product}")}";
}

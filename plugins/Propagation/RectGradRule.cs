namespace Workbench.Plugins.Propagation;

/// <summary>The threshold τ that the product a·R must exceed.</summary>
public enum Threshold
{
    /// <summary>The q-th percentile, per image over channels and positions.</summary>
    Percentile,
    /// <summary>0, with which RectGrad is guided backpropagation.</summary>
    Zero,
}

/// <summary>How the signal passes back through a max-pool.</summary>
public enum Pooling
{
    /// <summary>To the winner of each window, like the gradient.</summary>
    Winner,
    /// <summary>To all positions of a window in proportion to their activation (RectGrad's proportional redistribution).</summary>
    Proportional,
}

/// <summary>
/// 1(a·R &gt; τ)·R at each ReLU with output a; with <paramref name="Absolute"/>, 1(|a·R| &gt; τ)·R. Kim et al. 2019; Khakzar et al. 2020,
/// eq. 7.
/// </summary>
/// <param name="Absolute">Whether magnitudes are compared.</param>
/// <param name="Q">Percentile, 0–100.</param>
/// <param name="Quantile">How a percentile between two ranks is computed.</param>
/// <param name="Threshold">The threshold τ.</param>
/// <param name="PaddingTrick">Whether the 1-pixel border of the signal at each convolution's output becomes 0.</param>
/// <param name="Pool">How the signal passes back through a max-pool.</param>
public sealed record RectGradRule(bool Absolute, double Q, Quantile Quantile, Threshold Threshold, bool PaddingTrick, Pooling Pool)
    : BackwardRule
{
    /// <summary>Checks that the rule is defined on a model.</summary>
    /// <exception cref="UnsupportedModelException">It has activations other than ReLUs, or proportional pools of windows other than
    /// 2×2.</exception>
    public RectGradRule Check(IArchitecture model)
    {
        model.RequireReLUs("RectGrad");
        if (Pool == Pooling.Proportional
            && model.Layers.FirstOrDefault(layer => layer is { Kind: LayerKind.MaxPool2d, Kernel: not (2, 2) }) is { } pool)
            throw new UnsupportedModelException(
                $"pool=proportional is defined for pools of 2×2, and the model's {pool} has {pool.Kernel.Rows}×{pool.Kernel.Columns}");
        return this;
    }

    /// <inheritdoc/>
    public override bool AppliesTo(LayerInfo layer) => layer.Kind switch
    {
        LayerKind.ReLU => true,
        LayerKind.Conv2d => PaddingTrick,
        LayerKind.MaxPool2d => Pool == Pooling.Proportional,
        _ => false,
    };

    /// <inheritdoc/>
    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Layer.Kind switch
    {
        LayerKind.Conv2d => step.Vjp(WithoutBorder(upstream)),
        LayerKind.MaxPool2d => Redistribute(step, upstream),
        _ => Rectify(step.Output, upstream),
    };

    /// <summary>Applies the rule at a ReLU.</summary>
    /// <param name="activation">The ReLU's output a, by row.</param>
    /// <param name="upstream">The signal R, of the same shape.</param>
    public Tensor Rectify(Tensor activation, Tensor upstream)
    {
        var product = activation * upstream;
        if (Absolute) product.abs_();
        if (Threshold == Threshold.Percentile) product.sub_(Percentile.Of(product, Q, Quantile));
        return product.sign_().relu_().mul_(upstream);   // 1(product > τ)·R in one buffer, without a boolean mask
    }

    private static Tensor WithoutBorder(Tensor signal)
    {
        var inner = zeros_like(signal);
        inner[.., .., 1..^1, 1..^1] = signal[.., .., 1..^1, 1..^1];
        return inner;
    }

    // R x / (sum of the window), computed from its mean + 1e-10 as in the published code.
    private static Tensor Redistribute(ILayerStep step, Tensor upstream)
    {
        // A window at an odd edge sums the pixels that it has; a row outside all windows is cut off.
        var sum = 4 * step.PerImage((input, output) =>
            functional.avg_pool2d(
                functional.pad(input, [0, 2 * output.shape[3] - input.shape[3], 0, 2 * output.shape[2] - input.shape[2]]),
                [2, 2],
                [2, 2]) + 1e-10);
        var spread = (upstream / sum).repeat_interleave(2, 2).repeat_interleave(2, 3);
        var (height, width) = (step.Input.shape[2], step.Input.shape[3]);
        return step.Input * functional.pad(spread, [0, width - spread.shape[3], 0, height - spread.shape[2]]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"rectgrad{(Absolute ? " of magnitudes" : "")}, τ = {(
            Threshold == Threshold.Zero ? "0" : FormattableString.Invariant($"{Q} % ({Quantile})"))}{(
            PaddingTrick ? ", padding trick" : "")}{(
            Pool == Pooling.Proportional ? ", proportional pools" : "")}";
}

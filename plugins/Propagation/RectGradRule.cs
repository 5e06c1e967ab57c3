namespace Workbench.Plugins.Propagation;

/// <summary>What the signal has to exceed.</summary>
public enum Threshold
{
    /// <summary>The q-th percentile, per image over channels and positions.</summary>
    Percentile,
    /// <summary>0: then RectGrad is guided backpropagation.</summary>
    Zero,
}

/// <summary>How the signal goes back through a max-pool.</summary>
public enum Pooling
{
    /// <summary>To the winner of each window, as the gradient does.</summary>
    Winner,
    /// <summary>To all of a window in proportion to their activation (RectGrad's proportional redistribution).</summary>
    Proportional,
}

/// <summary>1(a·R &gt; τ)·R at each ReLU, a its output; with <paramref name="Absolute"/>, 1(|a·R| &gt; τ)·R. Kim et al. 2019; Khakzar et al. 2020, eq. 7.</summary>
/// <param name="Absolute">Whether magnitudes are compared.</param>
/// <param name="Q">Percentile, 0–100.</param>
/// <param name="Quantile">How a rank between two values is read.</param>
/// <param name="Threshold">What the signal has to exceed.</param>
/// <param name="PaddingTrick">Whether the 1-pixel border of the signal at each convolution's output becomes 0.</param>
/// <param name="Pool">How the signal goes back through a max-pool.</param>
public sealed record RectGradRule(bool Absolute, double Q, Quantile Quantile, Threshold Threshold, bool PaddingTrick, Pooling Pool)
    : BackwardRule
{
    /// <inheritdoc/>
    public override bool AppliesTo(LayerCard layer) => layer.Kind switch
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

    /// <summary>The rule itself.</summary>
    /// <param name="activation">a, the ReLU's output, by row.</param>
    /// <param name="upstream">R, of the same shape.</param>
    public Tensor Rectify(Tensor activation, Tensor upstream)
    {
        var product = activation * upstream;
        if (Absolute) product.abs_();
        if (Threshold == Threshold.Percentile) product.sub_(Percentile.Of(product, Q, Quantile));
        return product.sign_().relu_().mul_(upstream);   // 1(product > τ)·R in one buffer: no boolean mask
    }

    private static Tensor WithoutBorder(Tensor signal)
    {
        var inner = zeros_like(signal);
        inner[.., .., 1..^1, 1..^1] = signal[.., .., 1..^1, 1..^1];
        return inner;
    }

    // R x / (sum of the window), by way of its mean + 1e-10 as the published code does.
    private static Tensor Redistribute(ILayerStep step, Tensor upstream)
    {
        // A window that an odd edge cuts short has what there is of it; a row that no window reaches is cut off.
        var sum = 4 * step.PerImage((input, output) =>
            functional.avg_pool2d(
                functional.pad(input, [0, 2 * output.shape[3] - input.shape[3], 0, 2 * output.shape[2] - input.shape[2]]),
                [2, 2],
                [2, 2]
            ) + 1e-10);
        var spread = (upstream / sum).repeat_interleave(2, 2).repeat_interleave(2, 3);
        var (height, width) = (step.Input.shape[2], step.Input.shape[3]);
        return step.Input * functional.pad(spread, [0, width - spread.shape[3], 0, height - spread.shape[2]]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"rectgrad{(Absolute ? " of magnitudes" : "")}, τ = {(Threshold == Threshold.Zero ? "0" : FormattableString.Invariant($"{Q} % ({Quantile})"))}{(PaddingTrick ? ", padding trick" : "")}{(Pool == Pooling.Proportional ? ", proportional pools" : "")}";
}

namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="RectGrad"/> and <see cref="RectGradMod"/>.</summary>
public abstract record RectifiedOptions
{
    /// <summary>Percentile of the products that a signal must exceed. Default: 98.</summary>
    [Option("percentile of the products that a signal has to exceed", Min = 0, Max = 100)]
    public double Q { get; init; } = 98;

    /// <summary>How a percentile between two ranks is computed. Default: linear.</summary>
    [Option("how a percentile between two ranks is read")]
    public Quantile Quantile { get; init; } = Quantile.Linear;

    /// <summary>The threshold that the product must exceed. Default: percentile.</summary>
    [Option("what the product has to exceed")]
    public Threshold Threshold { get; init; } = Threshold.Percentile;

    /// <summary>Whether the map is multiplied by the input, as in RectGrad's code. Default: false.</summary>
    [Option("whether the map is multiplied by the input, as RectGrad's own code does")]
    public bool Product { get; init; }

    /// <summary>Whether the border of the signal at each convolution's output becomes 0. Default: false.</summary>
    [Option("whether the 1-pixel border of the signal at each convolution's output becomes 0")]
    public bool PaddingTrick { get; init; }

    /// <summary>How the signal passes back through a max-pool. Default: winner.</summary>
    [Option("how the signal goes back through a max-pool")]
    public Pooling Pool { get; init; } = Pooling.Winner;

    /// <summary>How the three channels become one. Default: signed-max.</summary>
    [Option("how the three channels become one")]
    public Reduction Reduce { get; init; } = Reduction.SignedMax;
}

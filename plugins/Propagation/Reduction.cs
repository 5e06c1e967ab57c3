namespace Workbench.Plugins.Propagation;

/// <summary>How the three channels of a signal at the input become one map. Papers rarely specify this step.</summary>
public enum Reduction
{
    /// <summary>max_c |r_c| (Simonyan et al. 2014; TorchRay).</summary>
    MaxAbs,
    /// <summary>Σ_c r_c, signed.</summary>
    Sum,
    /// <summary>√Σ_c r_c².</summary>
    L2,
    /// <summary>The r_c of largest magnitude, with its sign; the first if several are equal.</summary>
    SignedMax,
}

/// <summary>Options of the methods that reduce a signal at the input to a map.</summary>
public abstract record ReductionOptions
{
    /// <summary>How the three channels become one. Default: max-abs.</summary>
    [Option("how the three channels become one", Order = 1)]
    public Reduction Reduce { get; init; } = Reduction.MaxAbs;
}

internal static class ChannelReduction
{
    /// <summary>Reduces [B,3,H,W] to [B,1,H,W].</summary>
    public static Tensor Reduce(this Tensor signal, Reduction reduction) => reduction switch
    {
        Reduction.Sum => signal.sum(1, keepdim: true),
        Reduction.L2 => signal.square().sum(1, keepdim: true).sqrt(),
        Reduction.SignedMax => signal.gather(1, signal.abs().argmax(1, keepdim: true)),
        _ => signal.abs().amax([1], keepdim: true),
    };
}

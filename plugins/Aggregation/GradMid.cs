namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="GradMid"/>.</summary>
public sealed record GradMidOptions
{
    /// <summary>Layer whose gradient is read. Default: b5.</summary>
    [Option("layer whose gradient is read")]
    public LayerRef Layer { get; init; } = "b5";

    /// <summary>How terms are made positive before the sum. Default: abs.</summary>
    [Option("how terms are made positive before the sum")]
    public Positive Positive { get; init; } = Positive.Abs;
}

/// <summary>GradMid, the gradient alone: Σ_k |∂f/∂A_k|. Khakzar et al. 2020, section 3.</summary>
[Attribution("gradmid", Cite = "Khakzar et al. 2020, section 3 (GRADMID)")]
public sealed class GradMid(GradMidOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IModelCard model) => PassRequest.Of(options.Layer, Tap.Gradient);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass) => pass.Gradient(options.Layer).PositiveSum(options.Positive);
}

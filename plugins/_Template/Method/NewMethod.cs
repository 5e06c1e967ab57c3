namespace Workbench.Plugins;

/// <summary>Options of <see cref="NewMethod"/>.</summary>
public sealed record NewMethodOptions
{
    /// <summary>Layer whose activation and gradient are read. Default: b5.</summary>
    [Option("layer whose activation and gradient are read")]
    public LayerRef Layer { get; init; } = "b5";
}

/// <summary>
/// ReLU(Σ_k g_k ⊙ A_k): the activations A of a layer times their gradients g, summed over the channels k. Replace this formula with your
/// own.
/// </summary>
[Attribution("new-method", Cite = "Own work: ReLU(Σ_k g_k ⊙ A_k)")]
public sealed class NewMethod(NewMethodOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, g) = (pass.Activation(options.Layer), pass.Gradient(options.Layer));   // [B,C,h,w]
        return (g * a).sum(1, keepdim: true).relu();                                   // [B,1,h,w]
    }
}

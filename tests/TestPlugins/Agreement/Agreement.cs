namespace Workbench.Plugins;

/// <summary>Options of <see cref="Agreement"/>.</summary>
public sealed record AgreementOptions
{
    /// <summary>Layer whose activation and gradient are read. Default: b5.</summary>
    [Option("layer whose activation and gradient are read")]
    public LayerRef Layer { get; init; } = "b5";

    /// <summary>Exponent of the share: 0 leaves the plain sum. Default: 1.</summary>
    [Option("exponent of the share of channels that agree; 0 leaves the plain sum", Min = 0, Max = 10)]
    public double Sharpness { get; init; } = 1;
}

/// <summary>
/// ReLU(Σ_k g_k ⊙ A_k) · s^p, where s is the share of channels whose term is positive at a pixel. Many channels that agree count more
/// than one channel with a large term.
/// </summary>
[Attribution("agreement", Cite = "Own work: ReLU(Σ_k g_k ⊙ A_k) · (share of positive terms)^p")]
public sealed class Agreement(AgreementOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model) => PassRequest.ForMap(model, options.Layer, Tap.Both);

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var terms = pass.Activation(options.Layer) * pass.Gradient(options.Layer);   // [B,C,h,w]
        var share = (terms > 0).to(terms.dtype).mean([1], keepdim: true);            // [B,1,h,w]
        return terms.sum(1, keepdim: true).relu() * share.pow(options.Sharpness);
    }
}

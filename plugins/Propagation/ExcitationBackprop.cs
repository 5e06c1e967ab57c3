namespace Workbench.Plugins.Propagation;

/// <summary>Options of <see cref="ExcitationBackprop"/>.</summary>
public sealed record ExcitationBackpropOptions
{
    /// <summary>Layer at whose output the map is read; <c>input</c> for the image. Default: features.23.</summary>
    [Option("layer at whose output relevance is read; input for the image")]
    public LayerRef Layer { get; init; } = "features.23";

    /// <summary>Whether evidence against the class is subtracted; negative sums then become 0. Default: false.</summary>
    [Option("whether evidence against the class is subtracted; negative sums then become 0")]
    public bool Contrastive { get; init; }
}

/// <summary>Excitation backprop: Σ_c a ⊙ w⁺ᵀ(R / w⁺a), layer by layer down to an intermediate layer. Zhang et al. 2018.</summary>
/// <remarks>
/// <para>
/// The defaults give TorchRay's map, and <c>contrastive=true</c> gives its contrastive one with the contrast at the last layer. TorchRay
/// lets the caller choose the layer of the contrast. No option does that.
/// </para>
/// <para>
/// Zennit's composite of this name keeps positive biases in the denominators. <c>lrp-zplus</c> has that rule and reads it at the input.
/// </para>
/// </remarks>
[Attribution("excitation-backprop", Cite = "Zhang et al., IJCV 2018")]
public sealed class ExcitationBackprop(ExcitationBackpropOptions options) : IAttributionMethod
{
    private bool AtInput => options.Layer == "input";

    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model)
    {
        model.RequireReLUs("excitation backprop");
        var rule = new ExcitationRule(options.Contrastive);
        var request = AtInput ? new PassRequest { InputGradient = true } : PassRequest.ForMap(model, options.Layer, Tap.Gradient);
        return request with { Rule = new LrpRule(rule, rule, rule, Start.One, JoinRules.Usual(stabilizer: 1e-20)) };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var map = (AtInput ? pass.InputGradient : pass.Gradient(options.Layer)).sum(1, keepdim: true);
        return options.Contrastive ? map.relu() : map;
    }
}

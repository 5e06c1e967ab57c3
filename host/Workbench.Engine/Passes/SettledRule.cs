using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// A plugin's rule with what planning asks of it, asked once: the layers it takes over, and its name. Methods whose rules are equal have the same one.
/// </summary>
/// <param name="Rule">The plugin's rule.</param>
/// <param name="Layers">Indices of the layers that it takes over.</param>
/// <param name="Name">The rule in words.</param>
internal sealed record SettledRule(BackwardRule Rule, IReadOnlySet<int> Layers, string Name) : BackwardRule
{
    public override Tensor Start(Tensor logits, Tensor oneHot) => Rule.Start(logits, oneHot);

    public override bool AppliesTo(LayerCard layer) => Layers.Contains(layer.Index);

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => Rule.Propagate(step, upstream);

    // The same object or another: what a rule thinks of equality was asked when it was settled.
    public bool Equals(SettledRule? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Name;
}

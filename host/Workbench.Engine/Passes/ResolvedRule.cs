using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// A plugin's rule with its answers for planning, asked for once: the layers that it replaces, and its name. Methods with equal rules share
/// one instance.
/// </summary>
/// <param name="Rule">The plugin's rule.</param>
/// <param name="Layers">Indices of the layers that it replaces.</param>
/// <param name="Name">The rule as text.</param>
internal sealed record ResolvedRule(BackwardRule Rule, IReadOnlySet<int> Layers, string Name) : BackwardRule
{
    public override Tensor Start(Tensor logits, Tensor oneHot) => Rule.Start(logits, oneHot);

    public override bool AppliesTo(LayerInfo layer) => Layers.Contains(layer.Index);

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => Rule.Propagate(step, upstream);

    public override IReadOnlyList<Tensor> PropagateToInputs(ILayerStep step, Tensor upstream) => Rule.PropagateToInputs(step, upstream);

    // By reference: the plugin's own equality was evaluated once, when this instance was made.
    public bool Equals(ResolvedRule? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Name;
}

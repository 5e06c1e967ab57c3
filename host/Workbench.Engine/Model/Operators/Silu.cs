using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>z · sigmoid(z), also called Swish. Ramachandran et al., 2017.</summary>
internal sealed class Silu : Activation
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.SiLU;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => Sigmoid.Of(z).mul_(z);

    /// <summary>σ(z) · (1 + z (1 − σ(z))).</summary>
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at)
    {
        var sigmoid = Sigmoid.Of(at);
        return (1 - sigmoid).mul_(at).add_(1).mul_(sigmoid);
    }
}

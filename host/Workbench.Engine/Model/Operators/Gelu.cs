using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>z · Φ(z) with the normal distribution's Φ, or its approximation by tanh. Hendrycks and Gimpel, 2016.</summary>
/// <param name="byTanh">Whether Φ(z) is approximated by (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2.</param>
internal sealed class Gelu(bool byTanh) : Activation
{
    /// <summary>Whether Φ is approximated by tanh.</summary>
    public bool ByTanh => byTanh;

    private const double Cubic = 0.044715;

    private static readonly double s_scale = Math.Sqrt(2 / Math.PI);

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.GELU;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => Weight(z).mul_(z);

    /// <summary>w(z) + z w′(z) for the function z w(z).</summary>
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at)
    {
        var weight = Weight(at);
        var slope = byTanh
            // w = (1 + tanh u) / 2 and w′ = 2 w (1 − w) u′
            ? (1 - weight).mul_(weight).mul_(at.square().mul_(3 * Cubic).add_(1)).mul_(2 * s_scale)
            : at.square().mul_(-0.5).exp_().mul_(s_scale / 2);   // the normal density
        return slope.mul_(at).add_(weight);
    }

    private Tensor Weight(Tensor z) => byTanh
        ? z.square().mul_(Cubic).add_(1).mul_(z).mul_(s_scale).tanh_().add_(1).div_(2)
        : (z / Math.Sqrt(2)).erf_().add_(1).div_(2);
}

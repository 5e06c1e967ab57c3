using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>z where it is positive, else a multiple of z. The derivative at 0 is the slope. Maas et al., ICML 2013.</summary>
/// <param name="slope">The factor of negative numbers.</param>
internal sealed class LeakyRelu(double slope) : Activation
{
    /// <summary>The factor of negative numbers.</summary>
    public double Slope => slope;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.LeakyReLU;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => z.clamp_min(0).add_(z.clamp_max(0).mul_(slope));

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => full_like(at, slope).masked_fill_(at > 0, 1);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>min(6, max(0, z + 3)) / 6. The derivative is 0 at both ends. Howard et al., ICCV 2019.</summary>
internal sealed class HardSigmoid : Activation
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.HardSigmoid;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => (z + 3).clamp_(0, 6).div_(6);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => (at.abs() < 3).to(at.dtype).div_(6);
}

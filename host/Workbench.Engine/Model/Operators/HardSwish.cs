using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>z · min(6, max(0, z + 3)) / 6. The derivative is 0 at −3 and 1 at 3. Howard et al., ICCV 2019.</summary>
internal sealed class HardSwish : Activation
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.HardSwish;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => (z + 3).clamp_(0, 6).mul_(z).div_(6);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => (at / 3).add_(0.5).masked_fill_(at <= -3, 0).masked_fill_(at >= 3, 1);
}

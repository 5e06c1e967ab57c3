using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>max(0, z).</summary>
internal sealed class Relu : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.ReLU;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Output;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    internal override bool OwnsOutput => true;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => functional.relu(inputs[0]);

    /// <inheritdoc/>
    internal override bool CanWriteInto(int input) => true;

    /// <inheritdoc/>
    internal override void ForwardInto(int input, IReadOnlyList<Tensor> inputs) => inputs[0].relu_();

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        at.Output!.sign().mul_(upstream);   // the sign of max(0, z) is 1(z > 0); one buffer, no boolean mask
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>Softmax over the classes.</summary>
internal sealed class Softmax : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Softmax;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Output;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => functional.softmax(inputs[0], 1);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        at.Output! * (upstream - (upstream * at.Output!).sum(1, keepdim: true));
}

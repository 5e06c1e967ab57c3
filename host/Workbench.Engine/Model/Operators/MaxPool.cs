using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>The maximum of each window. Padding never wins.</summary>
/// <param name="window">The windows.</param>
internal sealed class MaxPool(Window window) : Operator
{
    /// <inheritdoc/>
    public override Window Window => window;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.MaxPool2d;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        window.OutputSize(inputs[0]) is var (rows, columns) ? [inputs[0][0], rows, columns] : [];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        functional.max_pool2d(inputs[0], window.Kernels, window.Strides, window.Paddings, window.Dilations, window.Ceil);

    /// <inheritdoc/>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        functional.max_pool2d_with_indices(inputs[0], window.Kernels, window.Strides, window.Paddings, window.Dilations, window.Ceil);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var shape = at.ShapeOf(0, upstream);
        // One signal for each winner of disjoint windows; a winner of several gets their sum. (TorchSharp 0.107's max_unpool2d ignores its
        // output size.)
        var signal = zeros([shape[0], shape[1], shape[2] * shape[3]], upstream.dtype, upstream.device);
        var (winners, signals) = (at.Winners!.flatten(2), upstream.flatten(2));
        return (window.IsDisjoint ? signal.scatter_(2, winners, signals) : signal.scatter_add_(2, winners, signals)).reshape(shape);
    }
}

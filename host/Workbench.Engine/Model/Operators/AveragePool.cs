using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>The average of each window.</summary>
/// <param name="window">The windows.</param>
/// <param name="countsPadding">Whether pixels of the padding count as zeros, or not at all.</param>
internal sealed class AveragePool(Window window, bool countsPadding) : Operator
{
    /// <summary>Whether pixels of the padding count as zeros, or not at all.</summary>
    public bool CountsPadding => countsPadding;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.AvgPool2d;

    /// <inheritdoc/>
    public override Window Window => window;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        window.OutputSize(inputs[0]) is var (rows, columns) ? [inputs[0][0], rows, columns] : [];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => Pool(inputs[0]);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        LinearVjp.Compute(at.ShapeOf(0, upstream), upstream, Pool);

    private Tensor Pool(Tensor input) => functional.avg_pool2d(
        input, window.Kernels, window.Strides, window.Paddings, ceil_mode: window.Ceil, count_include_pad: countsPadding);
}

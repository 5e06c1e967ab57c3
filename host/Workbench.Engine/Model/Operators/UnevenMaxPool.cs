using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>The maximum of each window, with padding that differs between opposite sides. Padding never wins.</summary>
/// <param name="window">The windows, without padding.</param>
/// <param name="left">Columns before.</param>
/// <param name="right">Columns behind.</param>
/// <param name="top">Rows above.</param>
/// <param name="bottom">Rows below.</param>
internal sealed class UnevenMaxPool(Window window, long left, long right, long top, long bottom) : Operator
{
    /// <summary>The windows, without padding.</summary>
    public Window Windows => window;

    /// <summary>Columns before.</summary>
    public long Left => left;

    /// <summary>Columns behind.</summary>
    public long Right => right;

    /// <summary>Rows above.</summary>
    public long Top => top;

    /// <summary>Rows below.</summary>
    public long Bottom => bottom;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.MaxPool2d;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var channels, var height, var width]
        && window.OutputSize([channels, height + top + bottom, width + left + right]) is var (rows, columns)
            ? [channels, rows, columns]
            : throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        var (output, winners) = ForwardWithWinners(inputs, parameters);
        winners!.Dispose();
        return output;
    }

    /// <summary>The maxima, and their positions in the input.</summary>
    /// <inheritdoc/>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        using var padded = functional.pad(
            inputs[0], [left, right, top, bottom], TorchSharp.PaddingModes.Constant, double.NegativeInfinity);
        var (output, winners) = functional.max_pool2d_with_indices(
            padded, window.Kernels, window.Strides, window.Paddings, window.Dilations, window.Ceil);
        using (winners)
        {
            using var scope = NewDisposeScope();
            var (height, width) = (inputs[0].shape[2], inputs[0].shape[3]);
            // The position in the input of each position in the padded one.
            var positions = functional.pad(
                arange(height * width, ScalarType.Int64, winners.device).reshape(1, 1, height, width), [left, right, top, bottom]);
            return (output, positions.flatten().index_select(0, winners.flatten()).reshape(winners.shape).MoveToOuterDisposeScope());
        }
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var shape = at.ShapeOf(0, upstream);
        return zeros([shape[0], shape[1], shape[2] * shape[3]], upstream.dtype, upstream.device)
            .scatter_add_(2, at.Winners!.flatten(2), upstream.flatten(2))
            .reshape(shape);
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// A fully connected layer applied at every position: y = W x + b, where x is the k×k window of all channels at the position. With a single
/// position it equals <see cref="FullyConnected"/>.
/// </summary>
/// <param name="channels">Channels of the input.</param>
/// <param name="outputs">Features of the output.</param>
/// <param name="side">k. Windows have stride 1 and no padding.</param>
internal sealed class PositionwiseProduct(long channels, long outputs, long side) : Operator
{
    /// <summary>Channels of the input.</summary>
    public long Channels => channels;

    /// <summary>Features of the output.</summary>
    public long Outputs => outputs;

    private readonly Window _window = Window.Square(side);

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Linear;

    /// <summary>Side k of the window.</summary>
    public long Side => side;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        _window.OutputSize(inputs[0]) is var (rows, columns) && inputs[0][0] == channels
            ? [outputs, rows, columns]
            : throw new ShapeException($"takes {channels} channels, not {inputs[0][0]}");

    /// <inheritdoc/>
    public override double Products(IReadOnlyList<long[]> inputs) =>
        _window.OutputSize(inputs[0]) is var (rows, columns) ? (double)channels * side * side * outputs * rows * columns : 0;

    /// <summary>[B,C,H,W] to [B,out,H−k+1,W−k+1].</summary>
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        var (input, weight) = (inputs[0], parameters.Weight!);
        var output = parameters.Multiply(Rows(Windows(input)), weight, parameters.Bias, (x, w, b) =>
            BatchInvariantProduct.Matrix(x, rows => functional.linear(rows, w, b)));
        return Columns(output, input.shape[0])
            .reshape(input.shape[0], weight.shape[0], input.shape[2] - side + 1, input.shape[3] - side + 1);
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var shape = at.ShapeOf(0, upstream);
        var windows = Columns(
            parameters.Multiply(Rows(upstream.flatten(2)), parameters.Weight!, null, (x, w, _) =>
                BatchInvariantProduct.Matrix(x, rows => rows.matmul(w))),
            upstream.shape[0]);
        return side == 1 ? windows.reshape(shape) : functional.fold(windows, (shape[2], shape[3]), (side, side));
    }

    // [B,K,positions] as [B·positions, K] and back: one product for all positions, since reading a weight of 400 MB takes longer than the
    // multiplication.
    private static Tensor Rows(Tensor columns) => columns.transpose(1, 2).flatten(0, 1);

    private static Tensor Columns(Tensor rows, long images) => rows.reshape(images, rows.shape[0] / images, rows.shape[1]).transpose(1, 2);

    // [B, C·k·k, positions]
    private Tensor Windows(Tensor input) => side == 1 ? input.flatten(2) : functional.unfold(input, (side, side));
}

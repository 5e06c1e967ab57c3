using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model;

/// <summary>
/// A fully connected layer applied at every position: y = W x + b, where x is the k×k window of all channels at the position. With a single
/// position it equals <see cref="LinearLayer"/>.
/// </summary>
/// <param name="info">Name and size of the layer.</param>
/// <param name="weight">[out, C·k·k], as in the fully connected layer.</param>
/// <param name="bias">[out].</param>
/// <param name="side">k. Windows have stride 1 and no padding.</param>
internal sealed class PositionwiseLayer(LayerInfo info, Tensor weight, Tensor bias, long side) : ChainLayer(info)
{
    private readonly long[] _side = [side, side];

    /// <inheritdoc/>
    public override Tensor Weight { get; } = weight;

    /// <inheritdoc/>
    public override Tensor Bias { get; } = bias;

    /// <summary>Side k of the window.</summary>
    public long Side => side;

    /// <summary>The layer with other parameters.</summary>
    public PositionwiseLayer With(Tensor weight, Tensor bias) => new(Info, weight, bias, side) { InBfloat16 = InBfloat16 };

    /// <summary>[B,C,H,W] to [B,out,H−k+1,W−k+1].</summary>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias)
    {
        var output = Multiply(Rows(Windows(input)), weight!, bias, (x, w, b) =>
            BatchInvariantProduct.Matrix(x, rows => functional.linear(rows, w, b)));
        return Columns(output, input.shape[0])
            .reshape(input.shape[0], weight!.shape[0], input.shape[2] - side + 1, input.shape[3] - side + 1);
    }

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners)
    {
        var windows = Columns(
            Multiply(Rows(upstream.flatten(2)), weight!, null, (x, w, _) => BatchInvariantProduct.Matrix(x, rows => rows.matmul(w))),
            upstream.shape[0]);
        return side == 1
            ? windows.reshape([upstream.shape[0], .. inputShape[1..]])
            : functional.fold(windows, (inputShape[2], inputShape[3]), (side, side));
    }

    // [B,K,positions] as [B·positions, K] and back: one product for all positions, since reading a weight of 400 MB takes longer than the
    // multiplication.
    private static Tensor Rows(Tensor columns) => columns.transpose(1, 2).flatten(0, 1);

    private static Tensor Columns(Tensor rows, long images) => rows.reshape(images, rows.shape[0] / images, rows.shape[1]).transpose(1, 2);

    // [B, C·k·k, positions]
    private Tensor Windows(Tensor input) => side == 1 ? input.flatten(2) : functional.unfold(input, (side, side));
}

/// <summary>The score of each class from its outputs at all positions: [B,C,h,w] to [B,C].</summary>
/// <param name="info">Name and size of the layer.</param>
/// <param name="score">The function over the positions.</param>
internal sealed class ScoreLayer(LayerInfo info, PositionScore score) : ChainLayer(info)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => score switch
    {
        PositionScore.Mean => input.mean([2, 3]),
        PositionScore.Max => input.amax([2, 3]),
        _ => input.flatten(2).logsumexp(2),
    };

    /// <summary>The score, and its derivative by each position, which <see cref="Vjp"/> reads.</summary>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(Tensor input) =>
        (Forward(input, null, null), Shares(input).reshape(input.shape));

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) =>
        winners! * upstream.unsqueeze(2).unsqueeze(3);

    private Tensor Shares(Tensor input)
    {
        var positions = input.flatten(2);
        return score switch
        {
            PositionScore.Mean => ones_like(positions) / positions.shape[2],
            PositionScore.Max => zeros_like(positions).scatter_(2, positions.argmax(2, keepdim: true), ones_like(positions)),
            _ => functional.softmax(positions, 2),
        };
    }
}

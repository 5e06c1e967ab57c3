using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>The score of each class from its outputs at all positions: [B,C,h,w] to [B,C].</summary>
/// <param name="score">The function over the positions.</param>
internal sealed class ScoreOverPositions(PositionScore score) : Operator
{
    /// <summary>The function over the positions.</summary>
    public PositionScore Score => score;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Score;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var classes, _, _]
        ? [classes]
        : throw new ShapeException($"takes channels × height × width, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => score switch
    {
        PositionScore.Mean => inputs[0].mean([2, 3]),
        PositionScore.Max => inputs[0].amax([2, 3]),
        _ => inputs[0].flatten(2).logsumexp(2),
    };

    /// <summary>The score, and its derivative by each position, which <see cref="Vjp"/> reads.</summary>
    /// <inheritdoc/>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        (Forward(inputs, parameters), Shares(inputs[0]).reshape(inputs[0].shape));

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        at.Winners! * upstream.unsqueeze(2).unsqueeze(3);

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

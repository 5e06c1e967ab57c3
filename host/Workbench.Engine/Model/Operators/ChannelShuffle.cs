using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>Channels of several groups in turn: channel j of group i becomes channel j·groups + i. Zhang et al., CVPR 2018.</summary>
/// <param name="groups">Number of groups.</param>
internal sealed class ChannelShuffle(long groups) : Operator
{
    /// <summary>Number of groups.</summary>
    public long Groups => groups;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Transpose;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0] is [var channels, _, _] && channels % groups == 0
        ? inputs[0]
        : throw new ShapeException($"takes an image of a multiple of {groups} channels, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => Turn(inputs[0], groups);

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        Turn(upstream, upstream.shape[1] / groups);

    // A transposed view of rows × columns channels, copied.
    private static Tensor Turn(Tensor x, long rows) =>
        x.reshape(x.shape[0], rows, x.shape[1] / rows, x.shape[2] * x.shape[3]).transpose(1, 2).reshape(x.shape);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// z where it is positive, else z times a weight [C], or [1] for all channels. The derivative at 0 is the weight. He et al., ICCV 2015.
/// </summary>
/// <param name="weights">Number of weights.</param>
internal sealed class PRelu(long weights) : Operator
{
    /// <summary>Number of weights.</summary>
    public long Weights => weights;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.PReLU;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Inputs;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => weights == 1 || inputs[0][0] == weights
        ? inputs[0]
        : throw new ShapeException($"takes {weights} channels, not {inputs[0][0]}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        var z = inputs[0];
        return z.clamp_max(0).mul_(ByChannel(parameters, z)).add_(z.clamp_min(0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        Choose(upstream, at.Inputs[0], ByChannel(parameters, at.Inputs[0]));

    private static Tensor Choose(Tensor upstream, Tensor z, Tensor slopes)
    {
        using var scope = NewDisposeScope();
        return where(z > 0, upstream, upstream * slopes).MoveToOuterDisposeScope();
    }

    private static Tensor ByChannel(LayerParameters parameters, Tensor z) =>
        parameters.Weight!.view([1, -1, .. Enumerable.Repeat(1L, (int)z.dim() - 2)]);
}

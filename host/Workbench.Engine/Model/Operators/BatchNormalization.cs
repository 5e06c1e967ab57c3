using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// Batch normalisation in inference, x ⊙ w + b by channel, where no convolution directly before it takes it in. w = γ/√(σ² + ε),
/// b = β − μ w.
/// </summary>
/// <param name="channels">Number of channels.</param>
internal sealed class BatchNormalization(long channels) : Operator
{
    /// <summary>Number of channels.</summary>
    public long Channels => channels;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.BatchNorm2d;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    internal override bool OwnsOutput => true;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0].Length is 1 or 3 && inputs[0][0] == channels
        ? inputs[0]
        : throw new ShapeException($"takes {channels} channels, not {ShapeException.Text(inputs[0])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        var product = inputs[0] * ByChannel(parameters.Weight!, inputs[0]);
        return parameters.Bias is { } bias ? product.add_(ByChannel(bias, inputs[0])) : product;
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream * ByChannel(parameters.Weight!, upstream);

    private static Tensor ByChannel(Tensor parameter, Tensor like) =>
        like.dim() == 2 ? parameter.view(1, -1) : parameter.view(1, -1, 1, 1);
}

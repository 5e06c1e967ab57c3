using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The input limited to a range; ReLU6 is the range from 0 to 6.</summary>
/// <param name="low">The smallest output.</param>
/// <param name="high">The largest output.</param>
internal sealed class Clip(double low, double high) : Operator
{
    /// <summary>The smallest output.</summary>
    public double Low => low;

    /// <summary>The largest output.</summary>
    public double High => high;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Clip;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Output;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => inputs[0].clamp(low, high);

    /// <summary>The derivative is 0 at both ends, as that of PyTorch's hardtanh.</summary>
    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters) =>
        upstream * (at.Output! > low).logical_and_(at.Output! < high);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// The product of two inputs of one shape, or of an image and a gate with one position, as squeeze-and-excitation has it. Hu et al., CVPR
/// 2018.
/// </summary>
internal sealed class Multiply : Operator
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Mul;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Inputs;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) =>
        IsGate(inputs[1], of: inputs[0]) ? inputs[0]
        : IsGate(inputs[0], of: inputs[1]) ? inputs[1]
        : throw new ShapeException($"multiplies {ShapeException.Text(inputs[0])} by {ShapeException.Text(inputs[1])}");

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters) => inputs[0] * inputs[1];

    /// <summary>The signal times the other input. A gate gets the sum over the positions.</summary>
    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        var signal = upstream * at.Inputs[1 - input];
        if (signal.shape.SequenceEqual(at.ShapeOf(input, upstream))) return signal;
        using (signal) return signal.sum([2, 3], keepdim: true);
    }

    private static bool IsGate(long[] gate, long[] of) =>
        gate.SequenceEqual(of) || gate is [var channels, 1, 1] && of is [var all, _, _] && channels == all;
}

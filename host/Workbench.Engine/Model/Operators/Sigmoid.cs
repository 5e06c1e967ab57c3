using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>1 / (1 + exp(−z)).</summary>
internal sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Sigmoid;

    /// <inheritdoc/>
    public override VjpReads Reads => VjpReads.Output;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor z) => Of(z);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => at.neg().add_(1).mul_(at);   // y (1 − y)

    /// <summary>
    /// The function by way of exp. libtorch's own sigmoid computes the last numbers of a tensor, and of each thread's part, in another way,
    /// so that a row's bits would depend on the batch.
    /// </summary>
    public static Tensor Of(Tensor z) => z.neg().exp_().add_(1).reciprocal_();
}

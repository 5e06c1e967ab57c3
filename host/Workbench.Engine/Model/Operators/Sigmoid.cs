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
    protected override Tensor Apply(Tensor z) => z.sigmoid();

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor at) => (1 - at).mul_(at);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>A function of each number apart. Its derivative follows PyTorch's where it has a kink.</summary>
internal abstract class Activation : Operator
{
    /// <summary>The output, or the inputs where the output does not tell.</summary>
    public override VjpReads Reads => VjpReads.Inputs;

    /// <inheritdoc/>
    public override bool VjpMayAlias => false;

    /// <inheritdoc/>
    public override long[] OutputShape(IReadOnlyList<long[]> inputs) => inputs[0];

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        return Apply(inputs[0]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters)
    {
        using var scope = NewDisposeScope();
        return Derivative(at.Output ?? at.Inputs[0]).mul_(upstream).MoveToOuterDisposeScope();
    }

    /// <summary>The function of each number.</summary>
    protected abstract Tensor Apply(Tensor z);

    /// <summary>Its derivative, a new tensor.</summary>
    /// <param name="at">What <see cref="Reads"/> names: the input or the output.</param>
    protected abstract Tensor Derivative(Tensor at);
}

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// The function of a layer: its forward computation, its vector–Jacobian product by each input, and its card (kind, output shape, cost).
/// It holds attributes such as a stride, but neither parameters nor activations, so randomised states share it.
/// </summary>
public abstract class Operator
{
    /// <summary>The kind that plugins see.</summary>
    public abstract LayerKind Kind { get; }

    /// <summary>The windows of a convolution or pool, or null.</summary>
    public virtual Window? Window => null;

    /// <summary>The tensors of the forward pass that <see cref="Vjp"/> reads.</summary>
    public virtual VjpReads Reads => VjpReads.Nothing;

    /// <summary>Whether <see cref="Vjp"/> may return a tensor that shares memory with the signal it was given.</summary>
    public virtual bool VjpMayAlias => true;

    /// <summary>Whether <see cref="Forward"/> returns memory that it shares with no other tensor.</summary>
    internal virtual bool OwnsOutput => false;

    /// <summary>The output's shape without the batch: [C,H,W] or [F].</summary>
    /// <param name="inputs">The inputs' shapes, without the batch.</param>
    /// <exception cref="ShapeException">The operator does not take these shapes.</exception>
    public abstract long[] OutputShape(IReadOnlyList<long[]> inputs);

    /// <summary>Whether the output's last two axes are rows and columns of the image if those of an input are.</summary>
    /// <param name="input">The input's shape, without the batch.</param>
    /// <param name="output">The output's shape, without the batch.</param>
    public virtual bool KeepsPositions(IReadOnlyList<long> input, IReadOnlyList<long> output) => output.Count > 2;

    /// <summary>Multiplications with weights for one image; 0 for an operator without weights.</summary>
    /// <param name="inputs">The inputs' shapes, without the batch.</param>
    public virtual double Products(IReadOnlyList<long[]> inputs) => 0;

    /// <summary>The output for the given inputs and parameters.</summary>
    public abstract Tensor Forward(IReadOnlyList<Tensor> inputs, LayerParameters parameters);

    /// <summary>Whether the output can be written into this input. Its bits are those of <see cref="Forward"/>.</summary>
    /// <param name="input">Position of the input, from 0.</param>
    internal virtual bool CanWriteInto(int input) => false;

    /// <summary>Writes the output into an input for which <see cref="CanWriteInto"/> holds.</summary>
    /// <param name="input">Position of the input, from 0.</param>
    /// <param name="inputs">The inputs.</param>
    internal virtual void ForwardInto(int input, IReadOnlyList<Tensor> inputs) => throw new NotSupportedException();

    /// <summary>
    /// The output, and the additional tensor that <see cref="Vjp"/> needs and that costs nothing here (a max-pool's winner indices), or
    /// null.
    /// </summary>
    public virtual (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs, LayerParameters parameters) =>
        (Forward(inputs, parameters), null);

    /// <summary>The vector–Jacobian product: the gradient by one input from the gradient by the output.</summary>
    /// <param name="input">Position of the input, from 0.</param>
    /// <param name="upstream">The gradient by the output, with the output's shape.</param>
    /// <param name="at">What the forward pass kept.</param>
    /// <param name="parameters">The parameters to use.</param>
    public abstract Tensor Vjp(int input, Tensor upstream, VjpPoint at, LayerParameters parameters);
}

/// <summary>The tensors of the forward pass that a vector–Jacobian product reads.</summary>
[Flags]
public enum VjpReads
{
    /// <summary>Shapes alone.</summary>
    Nothing = 0,
    /// <summary>The inputs.</summary>
    Inputs = 1,
    /// <summary>The output.</summary>
    Output = 2,
}

/// <summary>The point at which a vector–Jacobian product is taken.</summary>
/// <param name="InputShapes">Shape of each input with a batch entry, which is not read.</param>
/// <param name="Inputs">The inputs by pair; empty unless the operator reads them.</param>
/// <param name="Output">The output by pair; null unless the operator reads it.</param>
/// <param name="Winners">The second tensor of <see cref="Operator.ForwardWithWinners"/> by pair.</param>
public readonly record struct VjpPoint(
    IReadOnlyList<long[]> InputShapes,
    IReadOnlyList<Tensor> Inputs,
    Tensor? Output,
    Tensor? Winners)
{
    /// <summary>The shape of an input in the batch of a signal.</summary>
    public long[] ShapeOf(int input, Tensor upstream) => [upstream.shape[0], .. InputShapes[input][1..]];
}

/// <summary>An operator does not take inputs of these shapes. The message is a clause about the layer.</summary>
public sealed class ShapeException(string message) : Exception(message)
{
    /// <summary>A shape as text: <c>64×7×7</c>.</summary>
    public static string Text(IEnumerable<long> shape) => string.Join('×', shape);
}

using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>One layer of a network: an operator with its parameters. Holds no activations.</summary>
/// <param name="info">The layer's name, kind, size and inputs.</param>
/// <param name="operation">Its function.</param>
/// <param name="parameters">Its weight and bias.</param>
public sealed class NetworkLayer(LayerInfo info, Operator operation, LayerParameters parameters) : IDisposable
{
    /// <summary>The layer's name, kind, size and inputs.</summary>
    public LayerInfo Info { get; } = info;

    /// <summary>Its function.</summary>
    public Operator Operator { get; } = operation;

    /// <summary>Its weight and bias.</summary>
    public LayerParameters Parameters { get; } = parameters;

    /// <summary>The weight; null for layers without one.</summary>
    public Tensor? Weight => Parameters.Weight;

    /// <summary>The bias, or null for none.</summary>
    public Tensor? Bias => Parameters.Bias;

    /// <summary>max(0, weight), computed on first use; null for layers without a weight.</summary>
    public Tensor? PositiveWeight => Parameters.PositiveWeight;

    /// <summary>The layer with other parameters, as in a randomised state.</summary>
    public NetworkLayer With(Tensor weight, Tensor? bias) => new(Info, Operator, new(weight, bias, Parameters.InBfloat16));

    /// <summary>A layer of one input, applied to another input with other parameters.</summary>
    public Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => Operator.Forward([input], Parameters.With(weight, bias));

    /// <summary>The layer applied with its own parameters, and the additional tensor that <see cref="Vjp"/> needs, or null.</summary>
    public (Tensor Output, Tensor? Winners) ForwardWithWinners(IReadOnlyList<Tensor> inputs) =>
        Operator.ForwardWithWinners(inputs, Parameters);

    /// <summary>The layer applied, with its output in the memory of an input.</summary>
    /// <param name="input">Position of the input that is written into.</param>
    /// <param name="inputs">The inputs.</param>
    internal Tensor ForwardInto(int input, IReadOnlyList<Tensor> inputs)
    {
        Operator.ForwardInto(input, inputs);
        return inputs[input].alias();
    }

    /// <summary>The vector–Jacobian product by one input.</summary>
    /// <param name="input">Position of the input, from 0.</param>
    /// <param name="upstream">The gradient by the output, with the output's shape.</param>
    /// <param name="at">What the forward pass kept.</param>
    /// <param name="weight">The weight to use; null for the layer's own.</param>
    public Tensor Vjp(int input, Tensor upstream, VjpPoint at, Tensor? weight = null) =>
        Operator.Vjp(input, upstream, at, Parameters.With(weight ?? Weight, Bias));

    /// <summary>Frees the derived tensors. The parameters belong to the model.</summary>
    public void Dispose() => Parameters.Dispose();
}

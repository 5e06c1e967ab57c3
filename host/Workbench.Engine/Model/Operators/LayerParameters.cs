using static TorchSharp.torch;

namespace Workbench.Engine.Model.Operators;

/// <summary>The weight and bias of a layer, with the tensors derived from them and the precision of products.</summary>
public sealed class LayerParameters : IDisposable
{
    private readonly DerivedTensors _derived;
    private readonly Tensor? _own;   // the layer's weight, which lasts as long as the derived tensors

    /// <summary>Creates the parameters of a layer. They belong to the model, and disposing this object frees only derived
    /// tensors.</summary>
    /// <param name="weight">The weight, or null.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16; inputs and outputs stay float32.</param>
    public LayerParameters(Tensor? weight, Tensor? bias, bool inBfloat16)
    {
        (Weight, Bias, InBfloat16, _own) = (weight, bias, inBfloat16, weight);
        _derived = new DerivedTensors();
    }

    private LayerParameters(LayerParameters layer, Tensor? weight, Tensor? bias) =>
        (Weight, Bias, InBfloat16, _own, _derived) = (weight, bias, layer.InBfloat16, layer._own, layer._derived);

    /// <summary>The weight; null for layers without one.</summary>
    public Tensor? Weight { get; }

    /// <summary>The bias, or null for none.</summary>
    public Tensor? Bias { get; }

    /// <summary>Whether products with weights are computed in bfloat16.</summary>
    public bool InBfloat16 { get; }

    /// <summary>max(0, weight), computed on first use; null for layers without a weight.</summary>
    public Tensor? PositiveWeight => Weight is { } weight ? Derive(weight, DerivedTensorKind.Positive, own => own.clamp_min(0)) : null;

    /// <summary>Other parameters for one product. What derives from the layer's own weight is still computed once.</summary>
    public LayerParameters With(Tensor? weight, Tensor? bias) =>
        ReferenceEquals(weight, Weight) && ReferenceEquals(bias, Bias) ? this : new(this, weight, bias);

    /// <summary>A product with a weight, in bfloat16 if <see cref="InBfloat16"/>.</summary>
    /// <param name="input">The other factor.</param>
    /// <param name="weight">The weight, float32 or float64.</param>
    /// <param name="bias">Added to it, or null.</param>
    /// <param name="product">Computes the product of input, weight and bias.</param>
    internal Tensor Multiply(Tensor input, Tensor weight, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> product)
    {
        if (!InBfloat16) return product(input, weight, bias);
        using var low = input.to(ScalarType.BFloat16);
        using var shift = bias?.to(ScalarType.BFloat16);
        using var passing = IsPersistent(weight) ? null : ToBfloat16(weight);
        using var result = product(low, passing ?? Derive(weight, DerivedTensorKind.Bfloat16, ToBfloat16), shift);
        return result.to(ScalarType.Float32);
    }

    /// <summary>
    /// A tensor derived from a weight: cached if the weight lasts as long as the layer, computed anew if a rule passed the weight.
    /// </summary>
    internal Tensor Derive(Tensor weight, DerivedTensorKind form, Func<Tensor, Tensor> make, int part = 0) =>
        IsPersistent(weight) ? _derived.GetOrCreate(weight, form, part, make) : make(weight);

    private static Tensor ToBfloat16(Tensor weight) => weight.to(ScalarType.BFloat16);

    private bool IsPersistent(Tensor weight) => ReferenceEquals(weight, _own) || _derived.Owns(weight);

    /// <summary>Frees the derived tensors.</summary>
    public void Dispose() => _derived.Dispose();
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model;

/// <summary>One layer of the chain: its forward function and its vector–Jacobian product. Holds parameters, never activations.</summary>
public abstract class ChainLayer(LayerInfo info) : IDisposable
{
    private readonly DerivedTensors _derived = new();

    /// <summary>The layer's name, kind and size.</summary>
    public LayerInfo Info { get; } = info;

    /// <summary>Whether products with weights are computed in bfloat16; inputs and outputs stay float32.</summary>
    public bool InBfloat16 { get; init; }

    /// <summary>The weight; null for layers without parameters.</summary>
    public virtual Tensor? Weight => null;

    /// <summary>The bias; null for layers without parameters.</summary>
    public virtual Tensor? Bias => null;

    /// <summary>max(0, weight), computed on first use; null for layers without a weight.</summary>
    public Tensor? PositiveWeight =>
        Weight is { } weight ? DerivedTensor(weight, DerivedTensorKind.Positive, own => own.clamp_min(0)) : null;

    /// <summary>Whether <see cref="Vjp"/> reads the layer's output. A ReLU's output shows where z was positive.</summary>
    public virtual bool VjpReadsOutput => false;

    /// <summary>The layer applied to an input with the given parameters.</summary>
    public abstract Tensor Forward(Tensor input, Tensor? weight, Tensor? bias);

    /// <summary>
    /// The layer applied with its own parameters, and the additional tensor that <see cref="Vjp"/> needs (a max-pool's winner indices), or
    /// null.
    /// </summary>
    public virtual (Tensor Output, Tensor? Winners) ForwardWithWinners(Tensor input) => (Forward(input, Weight, Bias), null);

    /// <summary>The vector–Jacobian product: the gradient by the input from the gradient by the output.</summary>
    /// <param name="upstream">The gradient by the output, with the output's shape.</param>
    /// <param name="weight">The weight to use; null for layers without one.</param>
    /// <param name="inputShape">Shape of the input; its first entry is not read.</param>
    /// <param name="output">The output; read only if <see cref="VjpReadsOutput"/>.</param>
    /// <param name="winners">The second tensor of <see cref="ForwardWithWinners"/>.</param>
    public abstract Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners);

    /// <summary>A product with a weight, in bfloat16 if <see cref="InBfloat16"/>.</summary>
    /// <param name="input">The other factor.</param>
    /// <param name="weight">The weight, float32 or float64.</param>
    /// <param name="bias">Added to it, or null.</param>
    /// <param name="product">Computes the product of input, weight and bias.</param>
    protected Tensor Multiply(Tensor input, Tensor weight, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> product)
    {
        if (!InBfloat16) return product(input, weight, bias);
        using var low = input.to(ScalarType.BFloat16);
        using var shift = bias?.to(ScalarType.BFloat16);
        using var passing = IsPersistent(weight) ? null : ToBfloat16(weight);
        using var result = product(low, passing ?? DerivedTensor(weight, DerivedTensorKind.Bfloat16, ToBfloat16), shift);
        return result.to(ScalarType.Float32);
    }

    private static Tensor ToBfloat16(Tensor weight) => weight.to(ScalarType.BFloat16);

    /// <summary>
    /// A tensor derived from a weight: cached if the weight lasts as long as the layer, computed anew if a rule passed the weight.
    /// </summary>
    private protected Tensor DerivedTensor(Tensor weight, DerivedTensorKind form, Func<Tensor, Tensor> make) =>
        IsPersistent(weight) ? _derived.GetOrCreate(weight, form, make) : make(weight);

    private bool IsPersistent(Tensor weight) => ReferenceEquals(weight, Weight) || _derived.Owns(weight);

    /// <summary>Frees the derived tensors. The parameters belong to the model.</summary>
    public void Dispose()
    {
        _derived.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>3×3 convolution, stride 1, padding 1.</summary>
internal sealed class Conv2dLayer(LayerInfo info, Tensor weight, Tensor bias) : ChainLayer(info)
{
    private static readonly long[] s_one = [1, 1];

    /// <inheritdoc/>
    public override Tensor Weight { get; } = weight;

    /// <inheritdoc/>
    public override Tensor Bias { get; } = bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => Convolve(input, weight!, bias);

    /// <summary>
    /// The product as a forward convolution with the flipped kernel, whose input channels are the layer's outputs. libtorch 2.10's backward
    /// convolution (oneDNN's, in autograd and <c>conv_transpose2d</c>) returns garbage in float32 if the channels are not a multiple of the
    /// vector width. Both cost the same.
    /// </summary>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) =>
        Convolve(upstream, DerivedTensor(weight!, DerivedTensorKind.Flipped, Flip), null);

    // The layer's weights are padded once, a rule's weights on every call. Widths that need no padding cost nothing.
    private Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var filled = DerivedTensor(kernel, DerivedTensorKind.Padded, own => PaddedConvolution.PadKernel(own, InBfloat16));
        var product = Multiply(
            PaddedConvolution.PadInput(input, filled), filled, PaddedConvolution.PadBias(bias, filled),
            (x, w, b) => BatchInvariantProduct.Convolution(x, rows => functional.conv2d(rows, w, b, s_one, s_one)));
        return PaddedConvolution.TrimOutput(product, kernel.shape[0]).MoveToOuterDisposeScope();
    }

    private static Tensor Flip(Tensor weight) => weight.transpose(0, 1).flip(2, 3).contiguous();
}

/// <summary>y = W x + b.</summary>
internal sealed class LinearLayer(LayerInfo info, Tensor weight, Tensor bias) : ChainLayer(info)
{
    /// <inheritdoc/>
    public override Tensor Weight { get; } = weight;

    /// <inheritdoc/>
    public override Tensor Bias { get; } = bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) =>
        Multiply(input, weight!, bias, (x, w, b) => BatchInvariantProduct.Matrix(x, rows => functional.linear(rows, w, b)));

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) =>
        Multiply(upstream, weight!, null, (x, w, _) => BatchInvariantProduct.Matrix(x, rows => rows.matmul(w)));
}

/// <summary>max(0, z).</summary>
internal sealed class ReluLayer(LayerInfo info) : ChainLayer(info)
{
    /// <inheritdoc/>
    public override bool VjpReadsOutput => true;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => functional.relu(input);

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) =>
        output!.sign().mul_(upstream);   // the sign of max(0, z) is 1(z > 0); one buffer, no boolean mask
}

/// <summary>2×2 maximum, stride 2.</summary>
/// <param name="info">Name and size of the layer.</param>
/// <param name="edge">Whether an odd last row or column is dropped or pooled.</param>
internal sealed class MaxPoolLayer(LayerInfo info, PoolEdge edge = PoolEdge.Floor) : ChainLayer(info)
{
    private static readonly long[] s_two = [2, 2], s_none = [0, 0], s_one = [1, 1];
    private readonly bool _ceil = edge == PoolEdge.Ceil;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) =>
        functional.max_pool2d(input, s_two, s_two, s_none, s_one, _ceil);

    /// <inheritdoc/>
    public override (Tensor Output, Tensor? Winners) ForwardWithWinners(Tensor input) =>
        functional.max_pool2d_with_indices(input, s_two, s_two, s_none, s_one, _ceil);

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners)
    {
        // Windows do not overlap, so each winner gets one signal. (TorchSharp 0.107's max_unpool2d ignores its output size.)
        var signal = zeros([upstream.shape[0], upstream.shape[1], inputShape[2] * inputShape[3]], upstream.dtype, upstream.device);
        return signal
            .scatter_(2, winners!.flatten(2), upstream.flatten(2))
            .reshape(upstream.shape[0], upstream.shape[1], inputShape[2], inputShape[3]);
    }
}

/// <summary>Adaptive average pooling to a fixed size.</summary>
internal sealed class AvgPoolLayer(LayerInfo info, long size) : ChainLayer(info)
{
    private readonly long[] _size = [size, size];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => functional.adaptive_avg_pool2d(input, _size);

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners)
    {
        if (inputShape[2] == _size[0] && inputShape[3] == _size[1]) return upstream.alias();
        using var gradients = enable_grad();
        // The layer is linear, so its gradient is the same at every point.
        var at = zeros([upstream.shape[0], .. inputShape[1..]], upstream.dtype, upstream.device, requires_grad: true);
        return autograd.grad([Forward(at, null, null)], [at], [upstream])[0];
    }
}

/// <summary>[B,C,H,W] to [B,C·H·W].</summary>
internal sealed class FlattenLayer(LayerInfo info) : ChainLayer(info)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => input.flatten(1);

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) =>
        upstream.reshape([upstream.shape[0], .. inputShape[1..]]);
}

/// <summary>Dropout, which is the identity in inference.</summary>
internal sealed class DropoutLayer(LayerInfo info) : ChainLayer(info)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => input.alias();

    /// <inheritdoc/>
    public override Tensor Vjp(Tensor upstream, Tensor? weight, long[] inputShape, Tensor? output, Tensor? winners) => upstream.alias();
}

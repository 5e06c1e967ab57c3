using static TorchSharp.torch;

namespace Workbench;

/// <summary>
/// A reference to a layer by torchvision's path (<c>features.29</c>, <c>classifier.6</c>) or by the paper's alias (<c>b1</c>…<c>b5</c>).
/// </summary>
/// <param name="Name">The path or alias.</param>
public readonly record struct LayerRef(string Name)
{
    /// <summary>Converts a name to a reference.</summary>
    public static implicit operator LayerRef(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The function that a layer computes.</summary>
public enum LayerKind
{
    /// <summary>2-D convolution with weight [out,in,kh,kw] and bias [out].</summary>
    Conv2d,
    /// <summary>
    /// Fully connected, weight [out,in] and bias [out]. If the model's head is convolutional, it applies at every position of its input
    /// [B,C,H,W].
    /// </summary>
    Linear,
    /// <summary>max(0, z).</summary>
    ReLU,
    /// <summary>Maximum over windows.</summary>
    MaxPool2d,
    /// <summary>Adaptive average to a fixed size.</summary>
    AvgPool2d,
    /// <summary>[B,C,H,W] to [B,C·H·W].</summary>
    Flatten,
    /// <summary>The identity, as the model is never trained.</summary>
    Dropout,
    /// <summary>[B,C,h,w] to [B,C]: the score of each class over all positions of a convolutional head.</summary>
    Score,
}

/// <summary>The description of a layer, available before any pass.</summary>
/// <param name="Index">Position in the chain, 0 at the input.</param>
/// <param name="Name">torchvision's path.</param>
/// <param name="Alias">The paper's name for it (<c>b1</c>…<c>b5</c>: the last ReLU of each block), or null.</param>
/// <param name="Kind">The function that it computes.</param>
/// <param name="Channels">Channels (features) of its output.</param>
/// <param name="HasBias">Whether it adds a bias.</param>
public sealed record LayerInfo(int Index, string Name, string? Alias, LayerKind Kind, int Channels, bool HasBias)
{
    /// <summary>A reference to this layer.</summary>
    public LayerRef Ref => new(Name);

    /// <inheritdoc/>
    public override string ToString() => Alias is null ? Name : $"{Alias} ({Name})";
}

/// <summary>The model as a plugin sees it while it plans: a chain of layers without tensors.</summary>
public interface IArchitecture
{
    /// <summary>The layers, in order from the input.</summary>
    IReadOnlyList<LayerInfo> Layers { get; }

    /// <summary>Number of classes (logits).</summary>
    int Classes { get; }

    /// <summary>Smallest and largest value that a pixel of the normalised input can take, per channel, red first.</summary>
    IReadOnlyList<InputRange> InputRanges { get; }

    /// <summary>The layer with that name or alias.</summary>
    /// <exception cref="UnknownLayerException">The model has no such layer; the message lists the nearest names.</exception>
    LayerInfo this[LayerRef layer] { get; }
}

/// <summary>The range of values that one channel of the normalised input can take.</summary>
/// <param name="Low">The value of black.</param>
/// <param name="High">The value of full intensity.</param>
public readonly record struct InputRange(double Low, double High);

/// <summary>
/// One layer of a pass in progress, as a <see cref="BackwardRule"/> sees it. Tensors have one row per (image, target) pair.
/// </summary>
public interface ILayerStep
{
    /// <summary>The description of the layer.</summary>
    LayerInfo Layer { get; }

    /// <summary>The model that the layer belongs to.</summary>
    IArchitecture Model { get; }

    /// <summary>The layer's input, [B,C,H,W] or [B,F].</summary>
    Tensor Input { get; }

    /// <summary>The layer's output, [B,C,H,W] or [B,F].</summary>
    Tensor Output { get; }

    /// <summary>The layer's weight, or null.</summary>
    Tensor? Weight { get; }

    /// <summary>max(0, weight), computed once and cached with the layer, or null.</summary>
    Tensor? PositiveWeight { get; }

    /// <summary>The layer's bias, or null.</summary>
    Tensor? Bias { get; }

    /// <summary>
    /// Applies the layer to another input with other parameters. Convolutions and fully connected layers use exactly the parameters that
    /// are passed; a null bias adds nothing.
    /// </summary>
    /// <param name="input">Shaped as <see cref="Input"/>.</param>
    /// <param name="weight">Shaped as <see cref="Weight"/>; null for a layer without a weight.</param>
    /// <param name="bias">Shaped as <see cref="Bias"/>, or null for none.</param>
    Tensor Forward(Tensor input, Tensor? weight, Tensor? bias);

    /// <summary>
    /// A tensor that depends on the layer's input and output, not on the target. It is computed once per image and returned with one row
    /// per (image, target) pair. Use it for the denominators of a rule.
    /// </summary>
    /// <param name="compute">Maps the layer's input and output by image, [I,…], to a tensor with as many rows.</param>
    Tensor PerImage(Func<Tensor, Tensor, Tensor> compute);

    /// <summary>
    /// The vector–Jacobian product of the layer at <see cref="Input"/>: maps a gradient with respect to the output to one with respect to
    /// the input.
    /// </summary>
    /// <param name="upstream">Shaped as <see cref="Output"/>.</param>
    /// <param name="weight">Weight to use instead of the layer's own, or null.</param>
    Tensor Vjp(Tensor upstream, Tensor? weight = null);
}

/// <summary>A plugin or a user named a layer that the model does not have.</summary>
public sealed class UnknownLayerException(string message) : Exception(message);

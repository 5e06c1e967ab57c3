using static TorchSharp.torch;

namespace Workbench;

/// <summary>Names a layer by torchvision's path (<c>features.29</c>, <c>classifier.6</c>) or by the paper's alias (<c>b1</c>…<c>b5</c>).</summary>
/// <param name="Name">The path or alias.</param>
public readonly record struct LayerRef(string Name)
{
    /// <summary>A name read as a layer.</summary>
    public static implicit operator LayerRef(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a layer computes.</summary>
public enum LayerKind
{
    /// <summary>2-D convolution with weight [out,in,kh,kw] and bias [out].</summary>
    Conv2d,
    /// <summary>Fully connected, weight [out,in] and bias [out]; at every position of its input, [B,C,H,W], where the model's head is convolutional.</summary>
    Linear,
    /// <summary>max(0, z).</summary>
    ReLU,
    /// <summary>Maximum over windows.</summary>
    MaxPool2d,
    /// <summary>Adaptive average to a fixed size.</summary>
    AvgPool2d,
    /// <summary>[B,C,H,W] to [B,C·H·W].</summary>
    Flatten,
    /// <summary>The identity: the model only ever infers.</summary>
    Dropout,
    /// <summary>[B,C,h,w] to [B,C]: the score of each class from its outputs at all positions of a convolutional head.</summary>
    Score,
}

/// <summary>What is known of a layer before any pass.</summary>
/// <param name="Index">Place in the chain, 0 at the input.</param>
/// <param name="Name">torchvision's path.</param>
/// <param name="Alias">The paper's name for it (<c>b1</c>…<c>b5</c>: the last ReLU of each block), or null.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Channels">Channels (features) of its output.</param>
/// <param name="HasBias">Whether it adds a bias.</param>
public sealed record LayerCard(int Index, string Name, string? Alias, LayerKind Kind, int Channels, bool HasBias)
{
    /// <summary>The layer's name as a reference.</summary>
    public LayerRef Ref => new(Name);

    /// <inheritdoc/>
    public override string ToString() => Alias is null ? Name : $"{Alias} ({Name})";
}

/// <summary>The model as a plugin sees it while it plans: a chain of layers, no tensors.</summary>
public interface IModelCard
{
    /// <summary>The chain, from the input up.</summary>
    IReadOnlyList<LayerCard> Layers { get; }

    /// <summary>Number of classes (logits).</summary>
    int Classes { get; }

    /// <summary>Smallest and largest value that a pixel of the normalised input can take, per channel, red first.</summary>
    IReadOnlyList<InputRange> InputRanges { get; }

    /// <summary>The layer of that name or alias.</summary>
    /// <exception cref="UnknownLayerException">The model has no such layer; the message lists the nearest names.</exception>
    LayerCard this[LayerRef layer] { get; }
}

/// <summary>Values that one channel of the normalised input can take.</summary>
/// <param name="Low">Of black.</param>
/// <param name="High">Of full intensity.</param>
public readonly record struct InputRange(double Low, double High);

/// <summary>One layer of a pass in progress, as a <see cref="BackwardRule"/> sees it. Tensors have one row per (image, target) pair.</summary>
public interface ILayerStep
{
    /// <summary>The layer.</summary>
    LayerCard Layer { get; }

    /// <summary>The model that it is a layer of.</summary>
    IModelCard Model { get; }

    /// <summary>What went into the layer, [B,C,H,W] or [B,F].</summary>
    Tensor Input { get; }

    /// <summary>What came out of it.</summary>
    Tensor Output { get; }

    /// <summary>The layer's weight, or null.</summary>
    Tensor? Weight { get; }

    /// <summary>max(0, weight), made once and kept with the layer, or null.</summary>
    Tensor? PositiveWeight { get; }

    /// <summary>The layer's bias, or null.</summary>
    Tensor? Bias { get; }

    /// <summary>The layer applied to another input, with other parameters: convolutions and fully connected layers use exactly what is passed (a null bias adds nothing).</summary>
    /// <param name="input">Shaped as <see cref="Input"/>.</param>
    /// <param name="weight">Shaped as <see cref="Weight"/>; null for layers without one.</param>
    /// <param name="bias">Shaped as <see cref="Bias"/>, or null for none.</param>
    Tensor Forward(Tensor input, Tensor? weight, Tensor? bias);

    /// <summary>
    /// What depends on the layer's input and output alone, not on the target: computed once per image and given per row. A rule's denominators belong here.
    /// </summary>
    /// <param name="compute">From the layer's input and output by image, [I,…], to a tensor with as many rows.</param>
    Tensor PerImage(Func<Tensor, Tensor, Tensor> compute);

    /// <summary>The vector–Jacobian product of the layer at <see cref="Input"/>: d/d output to d/d input.</summary>
    /// <param name="upstream">Shaped as <see cref="Output"/>.</param>
    /// <param name="weight">Weight to use in place of the layer's own.</param>
    Tensor Vjp(Tensor upstream, Tensor? weight = null);
}

/// <summary>A layer was named that the model does not have.</summary>
public sealed class UnknownLayerException(string message) : Exception(message);

using static TorchSharp.torch;

namespace Workbench;

/// <summary>
/// A reference to a layer by torchvision's path (<c>features.29</c>, <c>layer4.1.conv2</c>), by the path of a module that ends in it
/// (<c>layer4</c>), or by an alias: <c>b1</c>…<c>b5</c> for the last layer of each block, <c>last</c> for the last layer with more than one
/// position.
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
    /// <summary>2-D convolution with weight [out,in/groups,kh,kw] and bias [out] or none.</summary>
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
    /// <summary>Average over windows, or an adaptive average to a fixed size.</summary>
    AvgPool2d,
    /// <summary>[B,C,H,W] to [B,C·H·W].</summary>
    Flatten,
    /// <summary>The identity, as the model is never trained.</summary>
    Dropout,
    /// <summary>[B,C,h,w] to [B,C]: the score of each class over all positions of a convolutional head.</summary>
    Score,
    /// <summary>Sum of two or more inputs of one shape.</summary>
    Add,
    /// <summary>Inputs one after the other along the channels.</summary>
    Concat,
    /// <summary>
    /// Batch normalisation that could not be folded into a convolution: x ⊙ weight + bias by channel, weight [C] = γ/σ, bias [C] = β −
    /// μγ/σ.
    /// </summary>
    BatchNorm2d,
    /// <summary>The input limited to a range; ReLU6 is the range from 0 to 6.</summary>
    Clip,
    /// <summary>Some of the channels.</summary>
    Slice,
    /// <summary>The channels or positions in another order.</summary>
    Transpose,
    /// <summary>The same numbers in another shape.</summary>
    Reshape,
    /// <summary>Constant pixels around the image.</summary>
    Pad,
    /// <summary>Softmax over the classes.</summary>
    Softmax,
    /// <summary>Product of two inputs. The second may have one position, as the gates of squeeze-and-excitation have.</summary>
    Mul,
    /// <summary>1 / (1 + exp(−z)).</summary>
    Sigmoid,
    /// <summary>min(1, max(0, z/6 + 1/2)).</summary>
    HardSigmoid,
    /// <summary>z · HardSigmoid(z).</summary>
    HardSwish,
    /// <summary>z · Sigmoid(z).</summary>
    SiLU,
    /// <summary>z where it is positive, else a multiple of z.</summary>
    LeakyReLU,
    /// <summary>z where it is positive, else α(exp(z) − 1).</summary>
    ELU,
    /// <summary>z where it is positive, else z times a weight [C].</summary>
    PReLU,
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
    /// <summary>z · Φ(z) with the normal distribution's Φ.</summary>
    GELU,
    /// <summary>Nearest or bilinear resizing by a fixed factor.</summary>
    Resize,
}

/// <summary>The description of a layer, available before any pass.</summary>
/// <param name="Index">Position in topological order, 0 at the input: every input of a layer has a smaller index.</param>
/// <param name="Name">torchvision's path. A repeated use of a module has a suffix, as torch.fx numbers them:
/// <c>layer1.0.relu_1</c>.</param>
/// <param name="Alias">The name of the block that it ends (<c>b1</c>…<c>b5</c>; the last ReLU of each block of a VGG), or null.</param>
/// <param name="Kind">The function that it computes.</param>
/// <param name="Channels">Channels (features) of its output.</param>
/// <param name="HasBias">Whether it adds a bias.</param>
public sealed record LayerInfo(int Index, string Name, string? Alias, LayerKind Kind, int Channels, bool HasBias)
{
    /// <summary>Index of the model's input among <see cref="Inputs"/>.</summary>
    public const int ModelInput = -1;

    /// <summary>
    /// Indices of the layers whose outputs it reads, in the order of its inputs; <see cref="ModelInput"/> for the model's input. Default:
    /// the layer before it.
    /// </summary>
    public IReadOnlyList<int> Inputs { get; init; } = [Index - 1];

    /// <summary>
    /// Whether it has a trained weight: a convolution, a fully connected layer, a batch normalisation or a PReLU. GoogLeNet's change of its
    /// input has constants instead.
    /// </summary>
    public bool HasWeight { get; init; } = Kind is LayerKind.Conv2d or LayerKind.Linear or LayerKind.BatchNorm2d or LayerKind.PReLU;

    /// <summary>
    /// Whether its output is [B,C,H,W] with rows and columns of the image, so that a map can be read there. False for vectors, and for
    /// tensors in which positions are mixed with other axes, as in a detector's head.
    /// </summary>
    public bool HasPositions { get; init; } = Kind is not (LayerKind.Flatten or LayerKind.Score);

    /// <summary>Size of a convolution's or pool's window; (1, 1) for other layers.</summary>
    public (int Rows, int Columns) Kernel { get; init; } = (1, 1);

    /// <summary>Steps between the windows of a convolution or pool; (1, 1) for other layers.</summary>
    public (int Rows, int Columns) Stride { get; init; } = (1, 1);

    /// <summary>A reference to this layer.</summary>
    public LayerRef Ref => new(Name);

    /// <inheritdoc/>
    public override string ToString() => Alias is null ? Name : $"{Alias} ({Name})";
}

/// <summary>
/// The model as a plugin sees it while it plans: layers without tensors, each of which reads the outputs of earlier ones. A VGG is a chain.
/// </summary>
public interface IArchitecture
{
    /// <summary>The layers in topological order from the input. The last one computes the logits.</summary>
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

    /// <summary>The layer's input, [B,C,H,W] or [B,F]; the first one if it has several.</summary>
    Tensor Input { get; }

    /// <summary>All inputs of the layer, in the order of <see cref="LayerInfo.Inputs"/>.</summary>
    IReadOnlyList<Tensor> Inputs { get; }

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

    /// <summary>As <see cref="PerImage"/>, from all inputs of a layer that has several.</summary>
    /// <param name="compute">Maps the layer's inputs and its output by image to a tensor with as many rows.</param>
    Tensor PerImageOfInputs(Func<IReadOnlyList<Tensor>, Tensor, Tensor> compute);

    /// <summary>
    /// The vector–Jacobian product of the layer at <see cref="Input"/>: maps a gradient with respect to the output to one with respect to
    /// the (first) input.
    /// </summary>
    /// <param name="upstream">Shaped as <see cref="Output"/>.</param>
    /// <param name="weight">Weight to use instead of the layer's own, or null.</param>
    Tensor Vjp(Tensor upstream, Tensor? weight = null);

    /// <summary>The vector–Jacobian product by one of several inputs.</summary>
    /// <param name="input">Position among <see cref="Inputs"/>, from 0.</param>
    /// <param name="upstream">Shaped as <see cref="Output"/>.</param>
    /// <returns>Shaped as that input.</returns>
    Tensor VjpTo(int input, Tensor upstream);
}

/// <summary>A plugin or a user named a layer that the model does not have.</summary>
public sealed class UnknownLayerException(string message) : Exception(message);

/// <summary>
/// A plugin is not defined on the model, such as a rule at ReLUs on a model without them. Thrown by a plugin's plan; the cells of the
/// plugin then fail with this message, and all others are computed.
/// </summary>
/// <param name="message">Why, as a clause without a period.</param>
public sealed class UnsupportedModelException(string message) : Exception(message);

namespace Workbench.Engine.Model;

/// <summary>
/// The properties of a model that the names and shapes of its tensors do not determine. The default is torchvision's VGG; a model card in
/// YAML sets others.
/// </summary>
public sealed record ModelVariant
{
    /// <summary>The form of torchvision's VGG.</summary>
    public static ModelVariant Torchvision { get; } = new();

    /// <summary>torchvision's name of the network, such as <c>resnet50</c>; null to read the family off the tensors' names.</summary>
    public string? Architecture { get; init; }

    /// <summary>torchvision's layer names by the file's names, where they differ: <c>classifier.2</c> → <c>classifier.3</c>.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

    /// <summary>Order of the colours in the first convolution's weights; inputs are always RGB.</summary>
    public ColourOrder Colours { get; init; } = ColourOrder.Rgb;

    /// <summary>How max-pools treat an odd last row or column.</summary>
    public PoolEdge Pools { get; init; } = PoolEdge.Floor;

    /// <summary>How the features reach the fully connected layers.</summary>
    public HeadKind Head { get; init; } = HeadKind.Pooled;

    /// <summary>The score of a class if a convolutional head has several positions.</summary>
    public PositionScore Score { get; init; } = PositionScore.Softmax;

    /// <summary>The ε that batch normalisation adds to the variance, above 0; null for the family's own, 1e-5 for most.</summary>
    public double? BatchNormEpsilon { get; init; }

    /// <summary>Whether batch normalisations are folded into the convolutions before them.</summary>
    public BatchNormUse BatchNorm { get; init; } = BatchNormUse.Folded;

    /// <summary>
    /// Whether the network changes inputs from ImageNet's normalisation to the range −1 to 1 itself, as torchvision's published weights of
    /// GoogLeNet and Inception v3 need it.
    /// </summary>
    public bool TransformInput { get; init; }

    /// <summary>
    /// File of a linear classifier that is joined to the network's pooled features; null for the network's own. It is identified by its
    /// content: <see cref="ModelService.ClassifierHash"/>.
    /// </summary>
    public string? Classifier { get; init; }

    /// <summary>The differences from torchvision's form that change a model's outputs, as text; empty for torchvision's form.</summary>
    public string Identity
    {
        get
        {
            (string Key, object Value, object Usual)[] parts =
            [
                ("architecture", Architecture ?? "", ""),
                (
                    "layers",
                    string.Join(
                        ',',
                        Layers.OrderBy(layer => layer.Key, StringComparer.Ordinal).Select(layer => $"{layer.Key}>{layer.Value}")),
                    ""),
                ("colours", Colours, ColourOrder.Rgb),
                ("pools", Pools, PoolEdge.Floor),
                ("head", Head, HeadKind.Pooled),
                ("score", Score, PositionScore.Softmax),
                ("batch-norm-epsilon", (object?)BatchNormEpsilon ?? "", ""),
                ("batch-norm", BatchNorm, BatchNormUse.Folded),
                ("transform-input", TransformInput, false),
            ];
            return string.Join(
                ' ',
                parts
                    .Where(part => !part.Value.Equals(part.Usual))
                    .Select(part => FormattableString.Invariant($"{part.Key}={part.Value}").ToLowerInvariant()));
        }
    }

    /// <summary>Names of the classes by index; empty to use the data's names.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The places at which a card sets its keys, by key, for messages: <c>card.yaml:3:1</c>. Empty without a card.</summary>
    public IReadOnlyDictionary<string, string> Places { get; init; } = new Dictionary<string, string>();
}

/// <summary>Order of the input's colours in weights.</summary>
public enum ColourOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,
    /// <summary>Blue, green, red: models trained in Caffe.</summary>
    Bgr,
}

/// <summary>The use of a batch normalisation behind a convolution.</summary>
public enum BatchNormUse
{
    /// <summary>It becomes a part of the convolution's weight and bias. Propagation rules then see one layer.</summary>
    Folded,
    /// <summary>It stays a layer, with the bias β − μγ/σ.</summary>
    Kept,
}

/// <summary>How a max-pool treats an odd last row or column.</summary>
public enum PoolEdge
{
    /// <summary>Drops it, as torchvision does.</summary>
    Floor,
    /// <summary>Pools the partial window, as Caffe does.</summary>
    Ceil,
}

/// <summary>How the features reach the fully connected layers.</summary>
public enum HeadKind
{
    /// <summary>Adaptively averaged to the size that the first one takes, as in torchvision.</summary>
    Pooled,
    /// <summary>The first one is applied as a convolution of that size, the others as 1×1: one output per position, no averaging.</summary>
    Convolutional,
}

/// <summary>The score f of a class from its outputs z at several positions. With one position, f = z for all of them.</summary>
public enum PositionScore
{
    /// <summary>f = log Σ exp z: its gradient is the spatial softmax of z, TorchRay's signal for the pointing game.</summary>
    Softmax,
    /// <summary>f = mean z.</summary>
    Mean,
    /// <summary>f = max z.</summary>
    Max,
}

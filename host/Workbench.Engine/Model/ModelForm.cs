namespace Workbench.Engine.Model;

/// <summary>
/// How the tensors of a file make a model, where their names and shapes do not say. Its YAML is the model card beside a subject; the default is torchvision's VGG.
/// </summary>
public sealed record ModelForm
{
    private const double DefaultEpsilon = 1e-5;   // torch.nn.BatchNorm2d's

    /// <summary>torchvision's VGG.</summary>
    public static ModelForm Torchvision { get; } = new();

    /// <summary>Layers that the file calls otherwise than torchvision does: <c>classifier.2</c> → <c>classifier.3</c>. Empty for none.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

    /// <summary>Order of the colours in the first convolution's weights; inputs are always red first.</summary>
    public ColourOrder Colours { get; init; } = ColourOrder.Rgb;

    /// <summary>What a max-pool does with an odd last row or column.</summary>
    public PoolEdge Pools { get; init; } = PoolEdge.Floor;

    /// <summary>How the features reach the fully connected layers.</summary>
    public HeadForm Head { get; init; } = HeadForm.Pooled;

    /// <summary>The score of a class where a convolutional head has several positions.</summary>
    public PositionScore Score { get; init; } = PositionScore.Softmax;

    /// <summary>What batch normalisation adds to the variance before it is folded into the convolution; above 0.</summary>
    public double BatchNormEpsilon { get; init; } = DefaultEpsilon;

    /// <summary>What differs from torchvision's form and changes a model's answers, as text; empty for torchvision's own.</summary>
    public string Identity
    {
        get
        {
            (string Key, object Value, object Usual)[] parts =
            [
                (
                    "layers",
                    string.Join(
                        ',',
                        Layers.OrderBy(layer => layer.Key, StringComparer.Ordinal).Select(layer => $"{layer.Key}>{layer.Value}")),
                    ""),
                ("colours", Colours, ColourOrder.Rgb),
                ("pools", Pools, PoolEdge.Floor),
                ("head", Head, HeadForm.Pooled),
                ("score", Score, PositionScore.Softmax),
                ("batch-norm-epsilon", BatchNormEpsilon, DefaultEpsilon),
            ];
            return string.Join(
                ' ',
                parts
                    .Where(part => !part.Value.Equals(part.Usual))
                    .Select(part => FormattableString.Invariant($"{part.Key}={part.Value}").ToLowerInvariant()));
        }
    }

    /// <summary>Names of the classes by index; empty where they are the data's to name.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}

/// <summary>Order of the input's colours in weights.</summary>
public enum ColourOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,
    /// <summary>Blue, green, red: models that Caffe trained.</summary>
    Bgr,
}

/// <summary>What a max-pool does with an odd last row or column.</summary>
public enum PoolEdge
{
    /// <summary>Leaves it out, as torchvision does.</summary>
    Floor,
    /// <summary>Pools what there is of it, as Caffe does.</summary>
    Ceil,
}

/// <summary>How the features reach the fully connected layers.</summary>
public enum HeadForm
{
    /// <summary>Averaged to the size that the first one was trained for, whatever the input's size: torchvision.</summary>
    Pooled,
    /// <summary>The first one is a convolution of that size, the others of size 1: one output per position, no averaging.</summary>
    Convolutional,
}

/// <summary>The score f of a class from its outputs z at several positions. With one position all are z itself.</summary>
public enum PositionScore
{
    /// <summary>f = log Σ exp z: its gradient is the spatial softmax of z, TorchRay's signal for the pointing game.</summary>
    Softmax,
    /// <summary>f = mean z.</summary>
    Mean,
    /// <summary>f = max z.</summary>
    Max,
}

using Workbench.Engine.Model;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Models;

/// <summary>The keys of a model, and of a model card.</summary>
internal static class ModelKeys
{
    public static readonly SpecKey<Marked<string>> Weights = new(
        "weights",
        KeyTypes.Path,
        "Weights of a VGG (safetensors, or PyTorch's .pth), or pull:NAME for the file of 'workbench pull NAME'. "
            + "Widths, number of classes and head follow from the shapes.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<string>> Draws = new(
        "draws",
        KeyTypes.Path,
        "File of N(0,1) tensors for redrawn layers, for comparisons with other tools.")
    {
        Default = "drawn from the seed",
    };

    public static readonly SpecKey<Marked<string>> Input =
        new("input", KeyTypes.Choice(SubjectSpec.InputNames), "Preprocessing of images, for a subject without its own 'input'.");

    public static readonly SpecKey<IReadOnlyList<(YamlEntry Key, string Text)>> Layers = new(
        "layers",
        KeyTypes.TextMap,
        "Layers whose names in the file differ from torchvision's: the file's name, then torchvision's.")
    {
        Default = "torchvision's names",
    };

    public static readonly SpecKey<ColourOrder?> Colours =
        new("colours", KeyTypes.Named<ColourOrder>(), "Order of the colours in the first convolution's weights.") { Default = "rgb" };

    public static readonly SpecKey<PoolEdge?> Pools = new(
        "pools",
        KeyTypes.Named<PoolEdge>(),
        "How a max-pool treats an odd last row or column: floor drops it (torchvision), ceil pools it (Caffe).")
    {
        Default = "floor",
    };

    public static readonly SpecKey<HeadKind?> Head = new(
        "head",
        KeyTypes.Named<HeadKind>(),
        "How features reach the fully connected layers: pooled averages them to the trained size, convolutional applies the layers "
            + "as convolutions, with one output per position.")
    {
        Default = "pooled",
    };

    public static readonly SpecKey<PositionScore?> Score = new(
        "score",
        KeyTypes.Named<PositionScore>(),
        "A class's score over several positions of a convolutional head: softmax (log Σ exp, whose gradient is the spatial softmax), "
            + "mean or max.")
    {
        Default = "softmax",
    };

    public static readonly SpecKey<double?> BatchNormEpsilon = new(
        "batch-norm-epsilon",
        KeyTypes.Positive,
        "Added to the variance when batch normalisation is folded into the convolutions.")
    {
        Default = "1e-5",
    };

    public static readonly SpecKey<IReadOnlyList<string>> Classes =
        new("classes", KeyTypes.Texts, "Names of the model's classes, in order.") { Default = "the data's" };

    public static KeyMapping Mapping { get; } = new(
        "a model",
        Weights, Draws, Input, Layers, Colours, Pools, Head, Score, BatchNormEpsilon, Classes, RunKeys.Extends)
    {
        Merges = true,
    };
}

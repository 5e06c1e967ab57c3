using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Models;

/// <summary>The keys of a model, and of a model card.</summary>
internal static class ModelKeys
{
    public static readonly SpecKey<Marked<string>> Weights = new(
        "weights",
        KeyTypes.Path,
        "Weights of a network (safetensors, or PyTorch's .pth), an ONNX file, or pull:NAME for the file of 'workbench pull NAME'. "
            + "Family, depth, widths and number of classes follow from the names and shapes.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<string>> Architecture = new(
        "architecture",
        KeyTypes.Choice(NetworkFamilies.Architectures),
        "torchvision's name of the network, for tensors whose names fit several families.")
    {
        Default = "read off the tensors' names",
    };

    public static readonly SpecKey<Marked<string>> Draws = new(
        "draws",
        KeyTypes.Path,
        "File of N(0,1) tensors for redrawn layers, for comparisons with other tools.")
    {
        Default = "drawn from the seed",
    };

    public static readonly SpecKey<Marked<string>> Input = new(
        "input",
        KeyTypes.Input,
        "Preprocessing of images, for a subject without its own 'input'.")
    {
        Default = "that of pulled weights",
    };

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
        "Added to the variance by batch normalisation.")
    {
        Default = "torchvision's: 1e-5, or 1e-3 in some families",
    };

    public static readonly SpecKey<BatchNormUse?> BatchNorm = new(
        "batch-norm",
        KeyTypes.Named<BatchNormUse>(),
        "Whether a batch normalisation behind a convolution is folded into it or kept as a layer of its own, which propagation rules and "
            + "FullGrad then see.")
    {
        Default = "folded",
    };

    public static readonly SpecKey<bool?> TransformInput = new(
        "transform-input",
        KeyTypes.Flag,
        "Whether GoogLeNet or Inception v3 changes its input from ImageNet's normalisation to the range -1 to 1, as torchvision's "
            + "published weights of both need it.")
    {
        Default = "false",
    };

    public static readonly SpecKey<Marked<string>> Classifier = new(
        "classifier",
        KeyTypes.Path,
        "File of a linear classifier on the network's pooled features, such as 'workbench model fit-head' writes: 'weight' "
            + "[classes,features] and 'bias' [classes]. It replaces a fully connected layer behind the pooling.")
    {
        Default = "the network's own",
    };

    public static readonly SpecKey<IReadOnlyList<string>> Classes =
        new("classes", KeyTypes.Texts, "Names of the model's classes, in order.") { Default = "the data's" };

    public static KeyMapping Mapping { get; } = new(
        "a model",
        Weights, Architecture, Draws, Input, Layers, Colours, Pools, Head, Score, BatchNormEpsilon, BatchNorm, TransformInput,
        Classifier, Classes, RunKeys.Extends)
    {
        Merges = true,
    };
}

using Workbench.Data;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>A VGG as an immutable chain of layers, built from the names and shapes of a file's tensors.</summary>
public sealed class Chain
{
    private const int DropoutAfter = 2;   // distance from a fully connected layer to its dropout in torchvision's numbering
    private const int MostPools = 16;

    private Chain(Architecture architecture, IReadOnlyList<ChainLayer> layers) => (Architecture, Layers) = (architecture, layers);

    /// <summary>Names and sizes of the layers.</summary>
    public Architecture Architecture { get; }

    /// <summary>The layers, from the input to the logits.</summary>
    public IReadOnlyList<ChainLayer> Layers { get; }

    /// <summary>A chain with some layers replaced; the others are shared.</summary>
    /// <param name="replace">Returns the given layer, or its replacement.</param>
    public Chain With(Func<ChainLayer, ChainLayer> replace) => new(Architecture, [.. Layers.Select(replace)]);

    /// <summary>
    /// Builds the chain from parameter names and shapes: convolutions under <c>features</c> (a gap in the numbering is a pool), fully
    /// connected layers under <c>classifier</c>, each but the last followed by ReLU and dropout. This covers VGG-11, 13, 16 and 19 of any
    /// width.
    /// </summary>
    /// <param name="formed">Tensors in torchvision's form; the chain keeps them.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <param name="form">The properties that names and shapes do not determine; null for torchvision's.</param>
    /// <param name="ranges">Range of the normalised input, per channel; null for ImageNet's.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The tensors are not VGG-shaped; the message lists every problem.</exception>
    public static Chain Build(
        TorchvisionParameters formed,
        string source,
        ModelVariant? form = null,
        IReadOnlyList<InputRange>? ranges = null,
        bool inBfloat16 = false)
    {
        form ??= ModelVariant.Torchvision;
        var (parameters, problems) = (formed.Tensors, new List<string>());
        if (formed.Problems.Count > 0)
            throw new WeightsException($"The weights '{source}' are not VGG-shaped: {string.Join("; ", formed.Problems)}.");
        var convolutions = Indices(parameters, UnwrappedNames.Features, problems);
        var linear = Indices(parameters, UnwrappedNames.Classifier, problems);
        if (convolutions.Count == 0 || linear.Count == 0)
            throw new WeightsException(
                $"The weights '{source}' are not VGG-shaped: a 'features.N.weight' and a 'classifier.N.weight' are needed; "
                + $"found {FirstNames(parameters.Keys)}."
                + " 'workbench model inspect' lists all names."
                + " If a VGG's layers have other names, map them with 'layers' in a model card.");

        var layers = new List<ChainLayer>();
        LayerInfo Info(string name, LayerKind kind, long channels, bool bias = false, string? alias = null) =>
            new(layers.Count, name, alias, kind, (int)channels, bias);

        long channels = 3;
        var block = 1;
        for (var i = 0; i < convolutions.Count; i++)
        {
            var (index, name) = (convolutions[i], $"features.{convolutions[i]}");
            var (weight, bias) = (parameters[$"{name}.weight"], Bias(parameters, name, problems));
            if (weight.dim() != 4 || weight.shape[1] != channels || weight.shape[2] != 3 || weight.shape[3] != 3)
            {
                problems.Add($"{name}.weight is {Shape(weight)}, expected [*,{channels},3,3]");
                if (weight.dim() == 0) break;   // the next layer's input channels are unknown
            }
            channels = weight.shape[0];
            CheckBias(bias, channels, name, problems);
            layers.Add(new Conv2dLayer(Info(name, LayerKind.Conv2d, channels, bias: true), weight, bias) { InBfloat16 = inBfloat16 });
            var relu = index + (formed.FoldedConvolutions.Contains(name) ? 2 : 1);
            var gap = i + 1 < convolutions.Count ? convolutions[i + 1] - relu : 2;
            if (gap is not (1 or 2))
                problems.Add($"features.{index + 1} to features.{relu + gap - 1} should be an optional batch normalisation, a ReLU "
                    + "and an optional pool");
            layers.Add(new ReluLayer(Info($"features.{relu}", LayerKind.ReLU, channels, alias: gap == 2 ? $"b{block++}" : null)));
            if (gap == 2) layers.Add(new MaxPoolLayer(Info($"features.{relu + 1}", LayerKind.MaxPool2d, channels), form.Pools));
        }

        var first = parameters[$"classifier.{linear[0]}.weight"];
        var side = first.dim() == 2 ? (long)Math.Round(Math.Sqrt((double)first.shape[1] / Math.Max(1, channels))) : 0;
        if (first.dim() != 2 || side * side * channels != first.shape[1])
            problems.Add($"classifier.{linear[0]}.weight is {Shape(first)}, expected [*,{channels}·n·n]");
        var positions = form.Head == HeadKind.Convolutional;
        if (!positions)
        {
            layers.Add(new AvgPoolLayer(Info("avgpool", LayerKind.AvgPool2d, channels), side));
            layers.Add(new FlattenLayer(Info("flatten", LayerKind.Flatten, channels * side * side)));
        }
        long features = channels * side * side;
        foreach (var index in linear)
        {
            var name = $"classifier.{index}";
            var (weight, bias) = (parameters[$"{name}.weight"], Bias(parameters, name, problems));
            if (weight.dim() != 2 || weight.shape[1] != features)
                problems.Add($"{name}.weight is {Shape(weight)}, expected [*,{features}]");
            if (weight.dim() == 0) break;
            features = weight.shape[0];
            CheckBias(bias, features, name, problems);
            var info = Info(name, LayerKind.Linear, features, bias: true);
            layers.Add(
                positions
                    ? new PositionwiseLayer(info, weight, bias, index == linear[0] ? side : 1) { InBfloat16 = inBfloat16 }
                    : new LinearLayer(info, weight, bias) { InBfloat16 = inBfloat16 });
            if (index == linear[^1]) break;
            layers.Add(new ReluLayer(Info($"classifier.{index + 1}", LayerKind.ReLU, features)));
            layers.Add(new DropoutLayer(Info($"classifier.{index + 2}", LayerKind.Dropout, features)));
        }
        if (positions) layers.Add(new ScoreLayer(Info("score", LayerKind.Score, features), form.Score));
        Check(parameters, linear, block - 1, problems);
        foreach (var (name, tensor) in parameters)
            if (!IsFinite(tensor)) problems.Add($"{name} holds NaN or infinity");
        if (problems.Count > 0) throw new WeightsException($"The weights '{source}' are not VGG-shaped: {string.Join("; ", problems)}.");
        var whole = new Architecture([.. layers.Select(layer => layer.Info)], (int)features, (int)side, form)
        {
            InputRanges = ranges ?? InputConvention.FromName("imagenet").Ranges,
        };
        return new Chain(whole, layers);
    }

    // Checks across layers and parameters.
    private static void Check(IReadOnlyDictionary<string, Tensor> parameters, List<int> linear, int pools, List<string> problems)
    {
        foreach (var (before, after) in linear.Zip(linear.Skip(1)))
            if (after - before != DropoutAfter + 1)
                problems.Add($"expected a ReLU and a dropout between classifier.{before} and classifier.{after}; "
                    + $"renumber them with 'layers' in a model card (classifier.{after}: classifier.{before + DropoutAfter + 1})");
        if (pools > MostPools) problems.Add($"it has {pools} pools, more than {MostPools}");
        foreach (var (name, tensor) in parameters.Where(pair => IsLayerParameter(pair.Key)))
            if (!tensor.is_floating_point()) problems.Add($"{name} has dtype {tensor.dtype}, expected floating point");
            else if (tensor.NumberOfElements == 0) problems.Add($"{name} is {Shape(tensor)}, which is empty");
    }

    private static bool IsLayerParameter(string name) =>
        (
            name.StartsWith(UnwrappedNames.Features, StringComparison.Ordinal)
            || name.StartsWith(UnwrappedNames.Classifier, StringComparison.Ordinal)
        ) && (name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal));

    // Checks the extremes, since a mask of a full-width head would take a hundred megabytes.
    private static bool IsFinite(Tensor tensor)
    {
        if (tensor.NumberOfElements == 0 || !tensor.is_floating_point()) return true;
        using var scope = NewDisposeScope();
        return double.IsFinite(tensor.min().to(ScalarType.Float64).item<double>())
            && double.IsFinite(tensor.max().to(ScalarType.Float64).item<double>());
    }

    private static List<int> Indices(IReadOnlyDictionary<string, Tensor> parameters, string part, List<string> problems)
    {
        var indices = new List<int>();
        foreach (
            var name in parameters.Keys.Where(name =>
                name.StartsWith(part, StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal)))
            if (UnwrappedNames.LayerNumber(name, part) is { } index) indices.Add(index);
            else problems.Add($"{UnreadableFileException.Printable(name)} is not a layer's weight; expected '{part}N.weight'");
        indices.Sort();
        return indices;
    }

    private static Tensor Bias(IReadOnlyDictionary<string, Tensor> parameters, string name, List<string> problems)
    {
        if (parameters.TryGetValue($"{name}.bias", out var bias)) return bias;
        problems.Add($"{name}.bias is missing");
        return empty(0);
    }

    private static void CheckBias(Tensor bias, long channels, string name, List<string> problems)
    {
        if (bias.dim() != 1 || bias.shape[0] != channels && bias.shape[0] != 0)
            problems.Add($"{name}.bias is {Shape(bias)}, expected [{channels}]");
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(',', tensor.shape)}]";

    private static string FirstNames(IEnumerable<string> names)
    {
        var first = names.Order(StringComparer.Ordinal).Take(4).Select(UnreadableFileException.Printable).ToList();
        return first.Count == 0 ? "no tensor" : string.Join(", ", first) + "…";
    }
}

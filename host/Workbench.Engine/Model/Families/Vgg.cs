using Workbench.Data;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// VGG: a chain of 3×3 convolutions under <c>features</c> (a gap in the numbering is a pool) and fully connected layers under
/// <c>classifier</c>, each but the last followed by ReLU and dropout. This covers VGG-11, 13, 16 and 19 of any width. Simonyan and
/// Zisserman, ICLR 2015.
/// </summary>
internal static class Vgg
{
    private const int DropoutAfter = 2;   // distance from a fully connected layer to its dropout in torchvision's numbering
    private const int MostPools = 16;

    /// <summary>torchvision's names of its members, for model cards.</summary>
    public static IReadOnlyList<string> Architectures { get; } =
        [.. ((int[])[11, 13, 16, 19]).SelectMany(depth => new[] { $"vgg{depth}", $"vgg{depth}_bn" })];

    /// <summary>Builds the chain from parameter names and shapes.</summary>
    /// <param name="formed">Tensors in torchvision's form; the network keeps them.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <param name="form">The properties that names and shapes do not determine.</param>
    /// <param name="ranges">Range of the normalised input, per channel.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The tensors are not VGG-shaped; the message lists every problem.</exception>
    public static Network Build(
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

        var network = new NetworkBuilder(inBfloat16);
        var last = LayerInfo.ModelInput;
        void Append(
            string name, Operator operation, long channels, Tensor? weight = null, Tensor? bias = null, string? alias = null) =>
            last = network.Add(name, operation, channels, [last], weight, bias, alias);

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
            var outputs = weight.shape[0];
            CheckBias(bias, outputs, name, problems);
            Append(name, new Convolution(channels, outputs, Window.Square(3, padding: 1)), outputs, weight, bias);
            channels = outputs;
            var folded = formed.FoldedConvolutions.Contains(name);
            var kept = formed.KeptNorms.TryGetValue(name, out var norm);
            if (folded) network.Alias($"features.{index + 1}", last);
            if (kept) Append($"features.{index + 1}", new BatchNormalization(channels), channels, norm.Weight, norm.Bias);
            var relu = index + (folded || kept ? 2 : 1);
            var gap = i + 1 < convolutions.Count ? convolutions[i + 1] - relu : 2;
            if (gap is not (1 or 2))
                problems.Add($"features.{index + 1} to features.{relu + gap - 1} should be an optional batch normalisation, a ReLU "
                    + "and an optional pool");
            Append($"features.{relu}", new Relu(), channels, alias: gap == 2 ? $"b{block++}" : null);
            if (gap == 2)
                Append($"features.{relu + 1}", new MaxPool(Window.Square(2, stride: 2, ceil: form.Pools == PoolEdge.Ceil)), channels);
        }
        network.Alias("features", last);

        var first = parameters[$"classifier.{linear[0]}.weight"];
        var side = first.dim() == 2 ? (long)Math.Round(Math.Sqrt((double)first.shape[1] / Math.Max(1, channels))) : 0;
        if (first.dim() != 2 || side * side * channels != first.shape[1])
            problems.Add($"classifier.{linear[0]}.weight is {Shape(first)}, expected [*,{channels}·n·n]");
        var positions = form.Head == HeadKind.Convolutional;
        if (!positions)
        {
            Append("avgpool", new AdaptiveAveragePool(side), channels);
            Append("flatten", new Flatten(), channels * side * side);
        }
        long features = channels * side * side;
        foreach (var index in linear)
        {
            var name = $"classifier.{index}";
            var (weight, bias) = (parameters[$"{name}.weight"], Bias(parameters, name, problems));
            if (weight.dim() != 2 || weight.shape[1] != features)
                problems.Add($"{name}.weight is {Shape(weight)}, expected [*,{features}]");
            if (weight.dim() == 0) break;
            var outputs = weight.shape[0];
            CheckBias(bias, outputs, name, problems);
            Operator product = !positions ? new FullyConnected(features, outputs)
                : index == linear[0] ? new PositionwiseProduct(channels, outputs, side)
                : new PositionwiseProduct(features, outputs, 1);
            Append(name, product, outputs, weight, bias);
            features = outputs;
            if (index == linear[^1]) break;
            Append($"classifier.{index + 1}", new Relu(), features);
            Append($"classifier.{index + 2}", new Identity(), features);
        }
        if (positions) Append("score", new ScoreOverPositions(form.Score), features);
        network.Alias("classifier", last);
        Check(parameters, linear, block - 1, problems);
        foreach (var (name, tensor) in parameters)
            if (!FiniteNumbers.Are(tensor)) problems.Add($"{name} holds NaN or infinity");
        foreach (var (name, norm) in formed.KeptNorms)
            if (!FiniteNumbers.Are(norm.Weight) || !FiniteNumbers.Are(norm.Bias))
                problems.Add($"the batch normalisation behind {name} holds NaN or infinity");
        if (problems.Count > 0) throw new WeightsException($"The weights '{source}' are not VGG-shaped: {string.Join("; ", problems)}.");
        CardKeys.Check(source, CardKeys.Vgg, form, positions ? ["layers", "pools", "head", "score"] : ["layers", "pools", "head"]);
        return network.Build(
            $"VGG-{convolutions.Count + linear.Count}",
            (int)side << block - 1,
            form,
            ranges ?? InputConvention.FromName("imagenet").Ranges);
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

    private static List<int> Indices(IReadOnlyDictionary<string, Tensor> parameters, string part, List<string> problems)
    {
        var indices = new List<int>();
        foreach (
            var name in parameters.Keys.Where(name =>
                name.StartsWith(part, StringComparison.Ordinal)
                && name.EndsWith(".weight", StringComparison.Ordinal)
                && !parameters.ContainsKey($"{name[..^"weight".Length]}running_var")))
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

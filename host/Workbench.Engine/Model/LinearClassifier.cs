using Workbench.Data;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>A linear classifier in a file of its own, which a model card joins to a network's pooled features.</summary>
/// <param name="Path">The file.</param>
/// <param name="Weight">[classes,features].</param>
/// <param name="Bias">[classes], or null.</param>
/// <param name="Classes">Names of the classes, in order; empty if the file has none.</param>
internal sealed record LinearClassifier(string Path, Tensor Weight, Tensor? Bias, IReadOnlyList<string> Classes)
{
    /// <summary>Names of its tensors in the file.</summary>
    public const string WeightName = "weight", BiasName = "bias";

    private const string Layer = "classifier";

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">The file: safetensors or PyTorch's.</param>
    /// <param name="type">The dtype of the tensors.</param>
    /// <param name="device">Their device.</param>
    /// <exception cref="WeightsException">The file is missing or damaged, or its tensors are not those of a linear layer.</exception>
    public static LinearClassifier Read(string path, ScalarType type, Device device)
    {
        if (!File.Exists(path)) throw new WeightsException($"The classifier '{path}' does not exist{NearestFile.Hint(path)}");
        using var file = WeightsFile.Open(path);
        Exception Fault(string clause) => new WeightsException($"The classifier '{path}' {clause}.");
        var stored = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var others = stored.Keys.Where(name => name is not (WeightName or BiasName)).Order(StringComparer.Ordinal).ToList();
        if (!stored.TryGetValue(WeightName, out var weight) || others.Count > 0)
        {
            var names = string.Join(", ", stored.Keys.Order(StringComparer.Ordinal).Take(4).Select(UnreadableFileException.Printable));
            throw Fault(
                $"has the tensors {names}{(stored.Count > 4 ? "…" : "")}; '{WeightName}' [classes,features] and, if there is one, "
                + $"'{BiasName}' [classes] are expected");
        }
        if (weight.Shape is not [> 0 and var classes, > 0])
            throw Fault($"has a weight of {Text(weight)}, where [classes,features] is expected");
        var bias = stored.GetValueOrDefault(BiasName);
        if (bias is not null && !bias.Shape.SequenceEqual([classes]))
            throw Fault($"has a bias of {Text(bias)}, where [{classes}] is expected");
        var named = WeightsNotes.FromFile(file).Classes;
        if (named.Count > 0 && named.Count != classes) throw Fault($"names {named.Count} classes, but has {classes}");
        Tensor Load(StoredTensor tensor)
        {
            if (!tensor.Floating) throw Fault($"has no floating-point numbers in '{tensor.Name}'");
            var read = file.Read(tensor, type);
            return FiniteNumbers.Are(read) ? read.to(device) : throw Fault($"holds NaN or infinity in '{tensor.Name}'");
        }
        return new(path, Load(weight), bias is null ? null : Load(bias), named);
    }

    /// <summary>
    /// The network with this classifier: in place of the fully connected layer behind its pooled features, or behind the features that it
    /// ends in.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="source">Its file, for messages.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The network does not end in pooled features, or in another number of them.</exception>
    public Network JoinedTo(Network network, string source, bool inBfloat16)
    {
        var (classes, width, whole) = (Weight.shape[0], Weight.shape[1], network.Architecture);
        var features = PooledFeatures.Find(whole)
            ?? throw new WeightsException(
                $"The classifier '{Path}' needs a network that ends in pooled features, or in one fully connected layer behind them. "
                + $"'{source}' ends in {whole.Layers[^1]} ({whole.Layers[^1].Kind}).");
        if (features.Count != width)
            throw new WeightsException(
                $"The classifier '{Path}' takes {width} features, but '{source}' pools {features.Count}.");
        var kept = network.Layers.Take(network.Layers.Count - (features.HasClassifier ? 1 : 0)).ToList();
        var info = features.HasClassifier
            ? whole.Layers[^1] with { Channels = (int)classes, HasBias = Bias is not null }
            : new LayerInfo(kept.Count, UnusedName(whole), null, LayerKind.Linear, (int)classes, Bias is not null)
            {
                Inputs = [features.Layer],
                HasWeight = true,
                HasPositions = false,
            };
        kept.Add(new NetworkLayer(info, new FullyConnected(width, classes), new LayerParameters(Weight, Bias, inBfloat16)));
        var form = whole.Form.Classes.Count == 0 ? whole.Form with { Classes = Classes } : whole.Form;
        return new Network(
            new Architecture([.. kept.Select(layer => layer.Info)], (int)classes, form)
            {
                Name = whole.Name,
                InputSize = whole.InputSize,
                InputRanges = whole.InputRanges,
                Operators = [.. kept.Select(layer => layer.Operator)],
                Aliases = whole.Aliases,
            },
            kept);
    }

    private static string UnusedName(Architecture network)
    {
        var name = Layer;
        for (var use = 1; network.Find(name) is not null; use++) name = $"{Layer}_{use}";
        return name;
    }

    private static string Text(StoredTensor tensor) => $"[{string.Join(',', tensor.Shape)}]";
}

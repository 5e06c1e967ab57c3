using Workbench.Data;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Model.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>The content of a weights file, from its names and shapes. No tensor is loaded.</summary>
public sealed record ModelInspection
{
    private static readonly Dictionary<string, int> s_known = new(StringComparer.Ordinal)
    {
        ["1-1-2-2-2"] = 11,
        ["2-2-2-2-2"] = 13,
        ["2-2-3-3-3"] = 16,
        ["2-2-4-4-4"] = 19,
    };
    private const int HiddenAndLast = 3;   // number of fully connected layers in every VGG

    /// <summary>Path of the file.</summary>
    public required string File { get; init; }

    /// <summary>The format: <c>safetensors</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>, <c>ONNX</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// <c>VGG-16</c>, <c>VGG-19 with batch normalisation</c>, <c>VGG of other depth</c>, <c>ResNet-50</c>; null if the network is unknown.
    /// </summary>
    public string? Architecture { get; init; }

    /// <summary>Why the network is unknown, as a clause; null if it is known.</summary>
    public string? NoNetwork { get; init; }

    /// <summary>Channels of the convolutions, by block; empty if it is not a VGG.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Convolutions { get; init; } = [];

    /// <summary>Output features of the fully connected layers; those of the last one are the classes.</summary>
    public IReadOnlyList<int> FullyConnected { get; init; } = [];

    /// <summary>Number of trained parameters, without the running statistics of batch normalisation.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of classes; null if the network is unknown.</summary>
    public int? Classes { get; init; }

    /// <summary>Class names from the card, else from the file; empty if neither has them.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Input convention from the card, else from the file; null if neither has one.</summary>
    public string? Input { get; init; }

    /// <summary>The <see cref="Architecture.InputSize"/> in pixels; null if the network is unknown.</summary>
    public int? InputSize { get; init; }

    /// <summary>Layer names by the paper's names, <c>b1</c> to <c>b5</c>.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

    /// <summary>All layers, with their output shapes for the input size that was asked for; empty if none was.</summary>
    public IReadOnlyList<InspectedLayer> AllLayers { get; init; } = [];

    /// <summary>The <see cref="ModelVariant.Identity"/> of the card; empty for torchvision's form.</summary>
    public string Form { get; init; } = "";

    /// <summary>The tensors, in the file's order.</summary>
    public required IReadOnlyList<InspectedTensor> Tensors { get; init; }

    /// <summary>Strings and numbers that the file holds beside its tensors.</summary>
    public required IReadOnlyDictionary<string, string> Notes { get; init; }

    /// <summary>Inspects a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">The form from its model card; null for torchvision's.</param>
    /// <param name="input">The input convention of its model card, or null.</param>
    /// <param name="size">Width and height of an input for which all layers are listed with their shapes, or null.</param>
    /// <exception cref="WeightsException">
    /// The file is missing, damaged, or of an unsupported format, or does not fit its card. Without a card, a readable file of no known
    /// network does not throw.
    /// </exception>
    public static ModelInspection FromFile(
        string path, ModelVariant? form = null, string? input = null, (int Width, int Height)? size = null)
    {
        using var file = WeightsFile.Open(path);
        var hasCard = form is not null;
        form ??= ModelVariant.Torchvision;
        var notes = WeightsNotes.FromFile(file);
        var whole = new ModelInspection
        {
            File = path,
            Format = file.Format,
            Bytes = new FileInfo(path).Length,
            Sha256 = WeightsFile.Hash(path),
            Parameters = file
                .Tensors.Where(tensor =>
                    !(
                        tensor.Name.EndsWith(".running_mean", StringComparison.Ordinal)
                        || tensor.Name.EndsWith(".running_var", StringComparison.Ordinal)
                        || tensor.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)))
                .Sum(tensor => tensor.Count),
            ClassNames = form.Classes.Count > 0 ? form.Classes : notes.Classes,
            Input = input ?? notes.Convention,
            Form = form.Identity,
            Tensors =
            [
                .. file.Tensors.Select(tensor => new InspectedTensor(
                    UnreadableFileException.Printable(tensor.Name), Precision.NameOf(tensor.Type), tensor.Shape)),
            ],
            Notes = file.Metadata.Where(note => note.Key != StoredGraphWriter.Key).ToDictionary(
                note => UnreadableFileException.Printable(note.Key),
                note => UnreadableFileException.Printable(note.Value)),
        };
        try
        {
            return whole.WithArchitecture(file, form, size);
        }
        catch (Exception error) when (!hasCard && error is WeightsException or FormatException)
        {
            var reason = error.Message.StartsWith($"The weights '{path}' ", StringComparison.Ordinal)
                ? error.Message[(error.Message.IndexOf(": ", $"The weights '{path}' ".Length, StringComparison.Ordinal) + 2)..]
                : error.Message;
            return whole with { NoNetwork = reason.TrimEnd('.') };
        }
    }

    private ModelInspection WithArchitecture(IWeightsFile file, ModelVariant form, (int Width, int Height)? size)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var card = ReadArchitecture(file, form);
        var statesGraph = file is OnnxWeights || StoredGraphReader.Find(file) is not null;
        var isVgg = !statesGraph && card.Name.StartsWith("VGG-", StringComparison.Ordinal);
        var blocks = ConvolutionsByBlock(card);
        var connected = card.Layers.Where(layer => layer.Kind == LayerKind.Linear).Select(layer => layer.Channels).ToList();
        return this with
        {
            Architecture = isVgg ? NameOfVgg(blocks, connected.Count, file) : card.Name,
            Convolutions = blocks,
            FullyConnected = connected,
            Classes = card.Classes,
            ClassNames = form.Classifier is null ? ClassNames : card.Form.Classes,
            InputSize = card.InputSize,
            Layers = card.Layers.Where(layer => layer.Alias is not null).ToDictionary(layer => layer.Alias!, layer => layer.Name),
            AllLayers = size is { } side ? ListLayers(card, side.Width, side.Height) : [],
        };
    }

    // Builds the network from single zeros expanded to every shape, which takes no memory.
    private Architecture ReadArchitecture(IWeightsFile file, ModelVariant form)
    {
        Tensor ByName(StoredTensor tensor) => Zeros(tensor.Shape);
        var network = StoredGraphReader.Find(file) is not null ? StoredGraphReader.Build(File, file, form, ByName)
            : file is OnnxWeights onnx ? OnnxNetwork.Build(onnx.Model, form, constant => Zeros(constant.Shape))
            : NetworkFamilies.Build(File, file.Tensors.ToDictionary(tensor => tensor.Name, ByName, StringComparer.Ordinal), form);
        if (form.Classifier is { } head)
            network = LinearClassifier.Read(head, ScalarType.Float32, CPU).JoinedTo(network, File, inBfloat16: false);
        return network.Architecture;
    }

    private static Tensor Zeros(IReadOnlyList<long> shape) =>
        shape.Contains(0) ? zeros([.. shape]) : zeros([.. shape.Select(_ => 1L)]).expand([.. shape]);

    private static List<IReadOnlyList<int>> ConvolutionsByBlock(Architecture card)
    {
        var (blocks, block) = (new List<IReadOnlyList<int>>(), new List<int>());
        foreach (var layer in card.Layers)
        {
            if (layer.Kind == LayerKind.Conv2d) block.Add(layer.Channels);
            if (layer.Alias is null || block.Count == 0) continue;
            blocks.Add(block);
            block = [];
        }
        if (block.Count > 0) blocks.Add(block);
        return blocks;
    }

    private static string NameOfVgg(IEnumerable<IReadOnlyList<int>> blocks, int connected, IWeightsFile file)
    {
        var depth =
            connected == HiddenAndLast
            && s_known.TryGetValue(string.Join('-', blocks.Select(channels => channels.Count)), out var known)
                ? $"VGG-{known}"
                : "VGG of other depth";
        var normalised = file.Tensors.Any(tensor => tensor.Name.EndsWith(".running_mean", StringComparison.Ordinal));
        return depth + (normalised ? " with batch normalisation" : "");
    }

    private static List<InspectedLayer> ListLayers(Architecture card, int width, int height)
    {
        if (card.SizeFault(width, height) is { } fault) throw new DataException($"The asked size {fault}.");
        var names = card.Layers.ToDictionary(layer => layer.Index, layer => layer.Name);
        return
        [
            .. card.Layers.Zip(card.Shapes(width, height), (layer, shape) => new InspectedLayer(
                layer.Name,
                layer.Kind,
                [.. layer.Inputs.Select(input => input < 0 ? "input" : names[input])],
                shape,
                [.. card.NamesOf(layer).Where(name => name != layer.Name)])),
        ];
    }
}

/// <summary>A layer of an inspected network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Inputs">Names of the layers that it reads; <c>input</c> for the image.</param>
/// <param name="Shape">Its output without the batch.</param>
/// <param name="OtherNames">Further names that methods may use for it.</param>
public sealed record InspectedLayer(
    string Name, LayerKind Kind, IReadOnlyList<string> Inputs, IReadOnlyList<long> Shape, IReadOnlyList<string> OtherNames);

/// <summary>A tensor of an inspected file.</summary>
/// <param name="Name">The name, printable.</param>
/// <param name="Type">The dtype: <c>float32</c>.</param>
/// <param name="Shape">The sizes along each axis.</param>
public sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape);

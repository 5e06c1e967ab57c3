using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

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

    /// <summary>The format: <c>safetensors</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>VGG-16</c>, <c>VGG-19 with batch normalisation</c>, or <c>VGG of other depth</c>; null if it is not a VGG.</summary>
    public string? Architecture { get; init; }

    /// <summary>Why it is not a VGG, as a clause; null if it is one.</summary>
    public string? NoVgg { get; init; }

    /// <summary>Channels of the convolutions, by block; empty if it is not a VGG.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Convolutions { get; init; } = [];

    /// <summary>Output features of the fully connected layers; those of the last one are the classes.</summary>
    public IReadOnlyList<int> FullyConnected { get; init; } = [];

    /// <summary>Number of trained parameters, without the running statistics of batch normalisation.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of classes; null if it is not a VGG.</summary>
    public int? Classes { get; init; }

    /// <summary>Class names from the card, else from the file; empty if neither has them.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Input convention from the card, else from the file; null if neither has one.</summary>
    public string? Input { get; init; }

    /// <summary>The <see cref="Architecture.InputSize"/> in pixels; null if it is not a VGG.</summary>
    public int? InputSize { get; init; }

    /// <summary>Layer names by the paper's names, <c>b1</c> to <c>b5</c>.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

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
    /// <exception cref="WeightsException">
    /// The file is missing, damaged, or of an unsupported format. A readable file that is not a VGG does not throw.
    /// </exception>
    public static ModelInspection FromFile(string path, ModelVariant? form = null, string? input = null)
    {
        using var file = WeightsFile.Open(path);
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
            Notes = file.Metadata.ToDictionary(
                note => UnreadableFileException.Printable(note.Key),
                note => UnreadableFileException.Printable(note.Value)),
        };
        try
        {
            return whole.WithArchitecture(file, form);
        }
        catch (Exception error) when (error is WeightsException or FormatException)
        {
            var reason = error.Message.StartsWith($"The weights '{path}' ", StringComparison.Ordinal)
                ? error.Message[(error.Message.IndexOf(": ", $"The weights '{path}' ".Length, StringComparison.Ordinal) + 2)..]
                : error.Message;
            return whole with { NoVgg = reason.TrimEnd('.') };
        }
    }

    // Builds the chain from single zeros expanded to every shape, which takes no memory.
    private ModelInspection WithArchitecture(IWeightsFile file, ModelVariant form)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var shapes = file.Tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => tensor.Count == 0 ? zeros([.. tensor.Shape]) : zeros([.. tensor.Shape.Select(_ => 1L)]).expand([.. tensor.Shape]),
            StringComparer.Ordinal);
        var formed = TorchvisionParameters.FromTensors(shapes, form);
        var card = Chain.Build(formed, File, form).Architecture;
        var (blocks, block) = (new List<IReadOnlyList<int>>(), new List<int>());
        foreach (var layer in card.Layers)
            if (layer.Kind == LayerKind.Conv2d) block.Add(layer.Channels);
            else if (layer.Kind == LayerKind.MaxPool2d)
            {
                blocks.Add(block);
                block = [];
            }
        var connected = card.Layers.Where(layer => layer.Kind == LayerKind.Linear).Select(layer => layer.Channels).ToList();
        var depth =
            connected.Count == HiddenAndLast
            && s_known.TryGetValue(string.Join('-', blocks.Select(channels => channels.Count)), out var known)
                ? $"VGG-{known}"
                : "VGG of other depth";
        return this with
        {
            Architecture = depth + (formed.FoldedConvolutions.Count > 0 ? " with batch normalisation" : ""),
            Convolutions = blocks,
            FullyConnected = connected,
            Classes = card.Classes,
            InputSize = card.InputSize,
            Layers = card.Layers.Where(layer => layer.Alias is not null).ToDictionary(layer => layer.Alias!, layer => layer.Name),
        };
    }
}

/// <summary>A tensor of an inspected file.</summary>
/// <param name="Name">The name, printable.</param>
/// <param name="Type">The dtype: <c>float32</c>.</param>
/// <param name="Shape">The sizes along each axis.</param>
public sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape);

using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>What a weights file holds, read off its names and shapes: of its numbers none is loaded.</summary>
public sealed record ModelInspection
{
    private static readonly Dictionary<string, int> s_known = new(StringComparer.Ordinal)
    {
        ["1-1-2-2-2"] = 11,
        ["2-2-2-2-2"] = 13,
        ["2-2-3-3-3"] = 16,
        ["2-2-4-4-4"] = 19,
    };
    private const int HiddenAndLast = 3;   // fully connected layers of every VGG

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>What it is: <c>safetensors</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>VGG-16</c>, <c>VGG-19 with batch normalisation</c>, or <c>VGG of other depth</c>; null where it is no VGG.</summary>
    public string? Architecture { get; init; }

    /// <summary>Why it is no VGG, a clause; null where it is one.</summary>
    public string? NoVgg { get; init; }

    /// <summary>Channels of the convolutions, by block; empty where it is no VGG.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Convolutions { get; init; } = [];

    /// <summary>Features of the fully connected layers, the last one's the classes.</summary>
    public IReadOnlyList<int> FullyConnected { get; init; } = [];

    /// <summary>Number of trained numbers: what batch normalisation counts up is none of them.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of classes, or null where it is no VGG.</summary>
    public int? Classes { get; init; }

    /// <summary>Names of the classes, where card or file has them.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How images become its input, where card or file says so; else null.</summary>
    public string? Input { get; init; }

    /// <summary>Side of the square input that gives the head its own size, pixels; null where it is no VGG.</summary>
    public int? InputSize { get; init; }

    /// <summary>Layers by the paper's names, <c>b1</c> to <c>b5</c>.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();

    /// <summary>What differs from torchvision's form by the card; empty where nothing does.</summary>
    public string Form { get; init; } = "";

    /// <summary>Its tensors, in the file's order.</summary>
    public required IReadOnlyList<InspectedTensor> Tensors { get; init; }

    /// <summary>Strings and numbers that the file has beside its tensors.</summary>
    public required IReadOnlyDictionary<string, string> Notes { get; init; }

    /// <summary>Inspects a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">How its tensors make a model; torchvision's where null.</param>
    /// <param name="input">The input convention that its card names, or null.</param>
    /// <exception cref="WeightsException">It is missing, damaged, or in no format that is read. A file that is no VGG is no error.</exception>
    public static ModelInspection Of(string path, ModelForm? form = null, string? input = null)
    {
        using var file = WeightsFile.Open(path);
        form ??= ModelForm.Torchvision;
        var notes = WeightsNotes.Of(file);
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
                    UnreadableException.Shown(tensor.Name), Precision.NameOf(tensor.Type), tensor.Shape)),
            ],
            Notes = file.Metadata.ToDictionary(note => UnreadableException.Shown(note.Key), note => UnreadableException.Shown(note.Value)),
        };
        try
        {
            return whole.WithArchitecture(file, form);
        }
        catch (Exception error) when (error is WeightsException or FormatException)
        {
            var said = error.Message.StartsWith($"The weights '{path}' ", StringComparison.Ordinal)
                ? error.Message[(error.Message.IndexOf(": ", $"The weights '{path}' ".Length, StringComparison.Ordinal) + 2)..]
                : error.Message;
            return whole with { NoVgg = said.TrimEnd('.') };
        }
    }

    // Zeros that are seen in every shape: a model of them takes no memory.
    private ModelInspection WithArchitecture(IWeightsFile file, ModelForm form)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var shapes = file.Tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => tensor.Count == 0 ? zeros([.. tensor.Shape]) : zeros([.. tensor.Shape.Select(_ => 1L)]).expand([.. tensor.Shape]),
            StringComparer.Ordinal);
        var formed = FormedParameters.Of(shapes, form);
        var card = Chain.Build(formed, File, form).Card;
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
            Architecture = depth + (formed.Folded.Count > 0 ? " with batch normalisation" : ""),
            Convolutions = blocks,
            FullyConnected = connected,
            Classes = card.Classes,
            InputSize = card.InputSize,
            Layers = card.Layers.Where(layer => layer.Alias is not null).ToDictionary(layer => layer.Alias!, layer => layer.Name),
        };
    }
}

/// <summary>A tensor of an inspected file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its precision: <c>float32</c>.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape);

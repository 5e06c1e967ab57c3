using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>Converts weights files to safetensors.</summary>
public static class ModelConversion
{
    /// <summary>Writes every tensor under the file's name for it, with one tensor in memory at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">The file to write or replace, atomically.</param>
    /// <param name="type">The dtype of floating-point tensors; null for the file's. Integers are kept.</param>
    /// <exception cref="WeightsException">The file cannot be read.</exception>
    public static void Write(string path, string output, ScalarType? type)
    {
        using var file = WeightsFile.Open(path);
        var stored = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Safetensors.Write(
            output,
            file.Tensors.Select(tensor => tensor with { Type = tensor.Floating ? type ?? tensor.Type : tensor.Type }),
            tensor => file.Read(stored[tensor.Name], tensor.Type),
            file.Metadata);
    }

    /// <summary>
    /// Writes the model that a card describes in torchvision's form: layers renamed and renumbered, colours in RGB order, fully connected
    /// weights as matrices, batch normalisation folded. The input convention and the class names go into the metadata. Pools, head and
    /// score are not stored in the file and still need a card.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="output">The file to write or replace, atomically.</param>
    /// <param name="type">The dtype of the tensors; null for that of the file's first floating-point tensor.</param>
    /// <param name="form">The card's form.</param>
    /// <param name="input">The card's input convention, or null.</param>
    /// <exception cref="WeightsException">The file cannot be read, or is not VGG-shaped with this card.</exception>
    public static void Write(string path, string output, ScalarType? type, ModelVariant form, string? input)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var file = WeightsFile.Open(path);
        var wanted = type ?? file.Tensors.FirstOrDefault(tensor => tensor.Floating)?.Type ?? ScalarType.Float32;
        form = form with { BatchNorm = BatchNormUse.Folded };
        // Half precision is folded in float32 and rounded once.
        var formed = TorchvisionParameters.FromTensors(
            path,
            file.Tensors.ToDictionary(
                tensor => tensor.Name,
                tensor => file.Read(tensor, tensor.Floating && tensor.Type != ScalarType.Float64 ? ScalarType.Float32 : null),
                StringComparer.Ordinal),
            form);
        var network = BuildVgg(formed, path, form);
        var names = Renumbered(network, formed);
        var tensors = formed.Tensors.Where(pair => pair.Key.LastIndexOf('.') is > 0 and var dot && names.ContainsKey(pair.Key[..dot]))
            .ToDictionary(
                pair => names[pair.Key[..pair.Key.LastIndexOf('.')]] + pair.Key[pair.Key.LastIndexOf('.')..],
                pair => pair.Value,
                StringComparer.Ordinal);
        Safetensors.Write(
            output,
            tensors.Select(pair => new StoredTensor(pair.Key, wanted, pair.Value.shape)),
            tensor => tensors[tensor.Name].to(wanted),
            WeightsNotes.Metadata(file.Metadata, input, form.Classes));
    }

    private static Network BuildVgg(TorchvisionParameters formed, string path, ModelVariant form)
    {
        try
        {
            return Vgg.Build(formed, path, form);
        }
        catch (WeightsException error)
        {
            throw new WeightsException(
                $"{error.Message} A card converts VGGs and ONNX files only; without a card, the tensors of any file are copied.");
        }
    }

    // A folded normalisation leaves a gap in the numbering, which would be read as a pool.
    private static Dictionary<string, string> Renumbered(Network network, TorchvisionParameters formed)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var layer in network.Layers.Select(layer => layer.Info))
            if (layer.Kind == LayerKind.Linear) names[layer.Name] = layer.Name;
            else if (formed.FoldedConvolutions.Count == 0) names[layer.Name] = layer.Name;
            else if (layer.Kind is LayerKind.Conv2d or LayerKind.ReLU or LayerKind.MaxPool2d) names[layer.Name] = $"features.{index++}";
        return names;
    }
}

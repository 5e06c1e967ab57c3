using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Graphs;

/// <summary>Writes the network that the host makes of an ONNX file, as a safetensors file that needs neither.</summary>
public static class GraphConversion
{
    /// <summary>Whether a file is an ONNX file, of which <see cref="Write"/> writes the network.</summary>
    /// <exception cref="WeightsException">The file is missing, damaged, or of an unsupported format.</exception>
    public static bool Takes(string path)
    {
        using var file = WeightsFile.Open(path);
        return file is OnnxWeights;
    }

    /// <summary>Whether a file is one that <see cref="Write"/> wrote.</summary>
    /// <exception cref="WeightsException">The file is missing, damaged, or of an unsupported format.</exception>
    public static bool Wrote(string path)
    {
        using var file = WeightsFile.Open(path);
        return StoredGraphReader.Find(file) is not null;
    }

    /// <summary>
    /// Writes the layers' parameters, and the layers into the metadata. Computed in the dtype of the tensors, the network that is read back
    /// gives the bits that the ONNX file gives.
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="output">The file to write or replace, atomically.</param>
    /// <param name="type">The dtype of the tensors; null for float32, or float64 if the file has float64.</param>
    /// <param name="form">The card's form; null without a card.</param>
    /// <param name="input">The card's input convention, or null.</param>
    /// <exception cref="WeightsException">The file cannot be read, or its graph is not supported.</exception>
    public static ConvertedNetwork Write(
        string path, string output, ScalarType? type, ModelVariant? form = null, string? input = null)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var file = WeightsFile.Open(path);
        if (file is not OnnxWeights onnx) throw new WeightsException($"The weights '{path}' are {file.Format}. An ONNX file is expected.");
        form ??= ModelVariant.Torchvision;
        var wide = type == ScalarType.Float64 || type is null && file.Tensors.Any(tensor => tensor.Type == ScalarType.Float64);
        var exact = wide ? ScalarType.Float64 : ScalarType.Float32;
        var network = OnnxNetwork.Build(onnx.Model, form, constant => constant.Read(exact));
        if (form.Classifier is { } head) network = LinearClassifier.Read(head, exact, CPU).JoinedTo(network, path, inBfloat16: false);
        var (text, parameters) = StoredGraphWriter.Write(network);
        var named = network.Architecture.Form.Classes;   // the card's, or those of the classifier that the card joins
        var metadata = WeightsNotes.Metadata(file.Metadata, input, named);
        metadata[StoredGraphWriter.Key] = text;
        Safetensors.Write(
            output,
            parameters.Select(pair => new StoredTensor(pair.Key, type ?? exact, pair.Value.shape)),
            tensor => parameters[tensor.Name].to(type ?? exact, copy: true),
            metadata);
        var notes = WeightsNotes.FromFile(file);
        return new(
            network.Architecture, named.Count > 0 ? named : notes.Classes, input ?? notes.Convention, file.Metadata);
    }
}

/// <summary>A network that was written.</summary>
/// <param name="Architecture">Its layers.</param>
/// <param name="Classes">Names of its classes from the card, else from the file; empty if neither has them.</param>
/// <param name="Input">The input convention from the card, else from the file; null if neither has one.</param>
/// <param name="Notes">Strings that the ONNX file holds beside the graph.</param>
public sealed record ConvertedNetwork(
    Architecture Architecture, IReadOnlyList<string> Classes, string? Input, IReadOnlyDictionary<string, string> Notes);

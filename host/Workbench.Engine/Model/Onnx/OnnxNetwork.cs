using Workbench.Data;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Builds the network that an ONNX file describes.</summary>
internal static class OnnxNetwork
{
    /// <summary>Side of the images for a file that states none.</summary>
    public const int UsualSide = 224;

    private const long MostShared = 16, MostComputed = 1 << 24;   // parameters, for each of the file and beyond

    /// <summary>Builds a network. Parameters are read one at a time; layers that share a constant share the tensor.</summary>
    /// <param name="model">The open file.</param>
    /// <param name="form">The properties from the model card.</param>
    /// <param name="load">Reads a parameter to the model's dtype and device.</param>
    /// <param name="ranges">Range of the normalised input, per channel; null for ImageNet's.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The graph has a part that is not supported; the message names it.</exception>
    public static Network Build(
        OnnxModel model,
        ModelVariant form,
        Func<Constant, Tensor> load,
        IReadOnlyList<InputRange>? ranges = null,
        bool inBfloat16 = false)
    {
        CheckForm(model, form);
        var ports = GraphPorts.Find(model);
        var side = ports.Side ?? UsualSide;
        var graph = new GraphImport(model, ports, side, form);
        var layers = graph.Run(ports.Output);
        var network = new NetworkBuilder(inBfloat16);
        var indices = new Dictionary<ImportedLayer, int>();
        var tensors = new Dictionary<Constant, Tensor>();
        // Several constants may be computed from one tensor of the file.
        var left = model.Graph.Initializers.Values.Aggregate((Int128)MostComputed, (sum, one) => sum + MostShared * (Int128)one.Count);
        Tensor? Load(Constant? constant)
        {
            if (constant is null) return null;
            if (tensors.TryGetValue(constant, out var known)) return known;
            if ((left -= constant.Count) < 0)
                throw UnsupportedGraph.Error(
                    model.Path, $"its layers up to {UnsupportedGraph.List([constant.Name])} have far more parameters than the file");
            var tensor = load(constant);
            return tensors[constant] = FiniteNumbers.Are(tensor)
                ? tensor
                : throw UnsupportedGraph.Error(model.Path, $"{UnsupportedGraph.List([constant.Name])} holds NaN or infinity");
        }
        foreach (var layer in layers)
            indices[layer] = network.Add(
                layer.Name,
                layer.Operator!,
                layer.Shape[0],
                [.. layer.Inputs.Select(input => indices.GetValueOrDefault(input, LayerInfo.ModelInput))],
                Load(layer.Weight),
                Load(layer.Bias));
        foreach (var (name, layer) in graph.Names)
            if (indices.TryGetValue(layer, out var index)) network.Alias(name, index);
        foreach (var (alias, layer) in StageAliases.Of(layers)) network.SetBlock(alias, indices[layer]);
        return network.Build(NameOf(model, layers), side, form, ranges ?? InputConvention.FromName("imagenet").Ranges);
    }

    /// <summary>The file's name, and the kind of the outputs unless they are logits.</summary>
    private static string NameOf(OnnxModel model, IReadOnlyList<ImportedLayer> layers)
    {
        var last = layers[^1];
        while (last.Operator is Flatten or Reshape && last.Inputs[0].Operator is not null) last = last.Inputs[0];
        var ending = last.Operator!.Kind switch
        {
            LayerKind.Softmax => " with a final softmax",
            LayerKind.Sigmoid => " with a final sigmoid",
            _ => "",
        };
        return UnreadableFileException.Printable(Path.GetFileNameWithoutExtension(model.Path)) + ending;
    }

    // The graph states what a card says of the other formats.
    private static void CheckForm(OnnxModel model, ModelVariant form)
    {
        if (CardKeys.FindUseless(form, "colours", "batch-norm") is { Count: > 0 } useless)
            throw UnsupportedGraph.Error(
                model.Path,
                $"its model card sets {string.Join(", ", useless)}, which an ONNX file states itself. Remove that from the card");
    }
}

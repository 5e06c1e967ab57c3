using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;

namespace Workbench.Engine.Model.Graphs;

/// <summary>
/// Writes a network as text that <see cref="StoredGraphReader"/> reads: JSON with one line for each layer. Parameters are named by layer,
/// and lie beside the text as tensors.
/// </summary>
internal static class StoredGraphWriter
{
    /// <summary>Key of the text in a file's metadata.</summary>
    public const string Key = "workbench.graph";

    /// <summary>Version of the form.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text, and the parameters by name. Layers that share a tensor share its name.</summary>
    /// <param name="network">The network.</param>
    public static (string Text, IReadOnlyDictionary<string, torch.Tensor> Parameters) Write(Network network)
    {
        var (whole, tensors) = (network.Architecture, new Dictionary<string, torch.Tensor>(StringComparer.Ordinal));
        var names = new Dictionary<torch.Tensor, string>(ReferenceEqualityComparer.Instance);
        string NameOf(torch.Tensor tensor, string name)
        {
            if (names.TryAdd(tensor, name)) tensors[name] = tensor;
            return names[tensor];
        }
        var text = new StringBuilder("{")
            .Append($"\"version\": {Version}, \"name\": {Quoted(whole.Name)}, \"input-size\": {whole.InputSize},\n\"layers\": [\n");
        foreach (var layer in network.Layers)
        {
            var form = OperatorForms.Find(layer.Operator)
                ?? throw new InvalidOperationException($"The operator {layer.Operator.GetType().Name} has no form in a file.");
            var entry = new JsonObject
            {
                ["name"] = layer.Info.Name,
                ["operator"] = form.Name,
                ["attributes"] = form.Write(layer.Operator) is { Count: > 0 } attributes ? attributes : null,
                ["inputs"] = new JsonArray(
                    [.. layer.Info.Inputs.Select(input => input < 0 ? null : (JsonNode)whole.Layers[input].Name)]),
                ["weight"] = layer.Weight is { } weight ? NameOf(weight, $"{layer.Info.Name}.weight") : null,
                ["bias"] = layer.Bias is { } bias ? NameOf(bias, $"{layer.Info.Name}.bias") : null,
                ["constant"] = layer.Weight is not null && !layer.Info.HasWeight ? true : null,
                ["block"] = layer.Info.Alias,
            };
            foreach (var key in entry.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList()) entry.Remove(key);
            text.Append(entry.ToJsonString(s_json)).Append(layer.Info.Index + 1 < network.Layers.Count ? ",\n" : "\n");
        }
        var further = new JsonObject(whole.Aliases.Select(alias =>
            KeyValuePair.Create(alias.Key, (JsonNode?)whole.Layers[alias.Value].Name)));
        text.Append("],\n\"names\": ").Append(further.ToJsonString(s_json)).Append('}');
        return (text.ToString(), tensors);
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_json);
}

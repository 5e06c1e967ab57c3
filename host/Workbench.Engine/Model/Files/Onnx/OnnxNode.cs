namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>A node of a graph: an operator with its inputs, outputs and attributes.</summary>
internal sealed class OnnxNode
{
    /// <summary>Path of the model file, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>The name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The operator: <c>Conv</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>The operator's domain; empty for ONNX's own operators.</summary>
    public required string Domain { get; init; }

    /// <summary>Names of the inputs. An empty name stands for an optional input that is left out.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Names of the outputs. An empty name stands for an output that is not used.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The attributes by name.</summary>
    public required IReadOnlyDictionary<string, OnnxAttribute> Attributes { get; init; }

    /// <summary>The node for messages: <c>node 'conv1' (Conv)</c>, else <c>the node of output '12' (Conv)</c>.</summary>
    public string Label
    {
        get
        {
            var place = Name.Length > 0 ? $"node '{Shown(Name)}'" : $"the node of output '{Shown(Outputs.Count > 0 ? Outputs[0] : "")}'";
            return $"{place} ({(Domain.Length > 0 ? Shown(Domain) + "." : "")}{Shown(Operator)})";
        }
    }

    /// <summary>Whether the node has an attribute.</summary>
    public bool Has(string name) => Attributes.ContainsKey(name);

    /// <summary>An integer.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="fallback">The value without the attribute; null if the operator requires it.</param>
    /// <exception cref="WeightsException">The attribute is missing or of another kind; the message names file and node.</exception>
    public long Int(string name, long? fallback = null) => Value<long>(name, OnnxAttributeKind.Int, fallback);

    /// <summary>A float32.</summary>
    /// <inheritdoc cref="Int"/>
    public float Float(string name, float? fallback = null) => Value<float>(name, OnnxAttributeKind.Float, fallback);

    /// <summary>A text.</summary>
    /// <inheritdoc cref="Int"/>
    public string String(string name, string? fallback = null) => Value<string>(name, OnnxAttributeKind.String, fallback);

    /// <summary>A list of integers.</summary>
    /// <inheritdoc cref="Int"/>
    public IReadOnlyList<long> Ints(string name, IReadOnlyList<long>? fallback = null) =>
        Value<IReadOnlyList<long>>(name, OnnxAttributeKind.Ints, fallback);

    /// <summary>A list of float32 values.</summary>
    /// <inheritdoc cref="Int"/>
    public IReadOnlyList<float> Floats(string name, IReadOnlyList<float>? fallback = null) =>
        Value<IReadOnlyList<float>>(name, OnnxAttributeKind.Floats, fallback);

    /// <summary>A list of texts.</summary>
    /// <inheritdoc cref="Int"/>
    public IReadOnlyList<string> Strings(string name, IReadOnlyList<string>? fallback = null) =>
        Value<IReadOnlyList<string>>(name, OnnxAttributeKind.Strings, fallback);

    /// <summary>A tensor.</summary>
    /// <param name="name">The attribute.</param>
    /// <exception cref="WeightsException">The attribute is missing or of another kind; the message names file and node.</exception>
    public OnnxTensor Tensor(string name) => Value<OnnxTensor>(name, OnnxAttributeKind.Tensor, fallback: null);

    /// <summary>An error that names file and node.</summary>
    /// <param name="clause">The fault as a clause about the node: "has 3 inputs, where Conv needs 2".</param>
    public WeightsException Fault(string clause) =>
        new($"The weights '{Path}' are not a usable ONNX file: {Label} {clause}. {OnnxSource.Advice}.");

    private T Value<T>(string name, OnnxAttributeKind kind, object? fallback)
    {
        if (!Attributes.TryGetValue(name, out var attribute))
            return fallback is T value ? value : throw Fault($"has no attribute '{name}'");
        return
            attribute.Kind == kind && attribute.Value is T read
                ? read
                : throw Fault($"has the attribute '{name}' of kind {attribute.Kind}, where {kind} is expected");
    }

    private static string Shown(string text) => UnreadableFileException.Printable(text);
}

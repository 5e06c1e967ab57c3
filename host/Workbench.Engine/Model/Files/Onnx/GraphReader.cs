namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Reads the message <c>GraphProto</c>.</summary>
internal static class GraphReader
{
    private const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, ValueInfo = 13, SparseInitializer = 15;

    /// <summary>Reads a graph.</summary>
    /// <param name="source">The open files.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="UnreadableFileException">The graph is damaged.</exception>
    public static OnnxGraph Read(OnnxSource source, WireReader message)
    {
        var (name, nodes) = ("", new List<OnnxNode>());
        var initializers = new OrderedDictionary<string, OnnxTensor>(StringComparer.Ordinal);
        List<OnnxValue> inputs = [], outputs = [], others = [];
        while (message.Next())
            switch (message.Field)
            {
                case Node: nodes.Add(NodeReader.Read(source, message.Message())); break;
                case Name: name = message.Text(); break;
                case Initializer: AddInitializer(initializers, TensorReader.Read(source, message.Message())); break;
                case Input: inputs.Add(ValueReader.Read(message.Message())); break;
                case Output: outputs.Add(ValueReader.Read(message.Message())); break;
                case ValueInfo: others.Add(ValueReader.Read(message.Message())); break;
                // Without them the graph would compute something else.
                case SparseInitializer: throw new UnreadableFileException("its graph has sparse initializers, which are not supported");
            }
        var values = new Dictionary<string, OnnxValue>(StringComparer.Ordinal);
        foreach (var value in others.Concat(outputs).Concat(inputs)) values[value.Name] = value;
        return new OnnxGraph
        {
            Name = name,
            Nodes = nodes,
            Initializers = initializers,
            // Before version 4 of the format, every initializer was also an input.
            Inputs = [.. inputs.Where(input => !initializers.ContainsKey(input.Name))],
            Outputs = outputs,
            Values = values,
        };
    }

    private static void AddInitializer(OrderedDictionary<string, OnnxTensor> initializers, OnnxTensor tensor)
    {
        if (tensor.Name.Length == 0) throw new UnreadableFileException("its graph has an initializer without a name");
        if (!initializers.TryAdd(tensor.Name, tensor))
            throw new UnreadableFileException($"its graph has two initializers '{UnreadableFileException.Printable(tensor.Name)}'");
    }
}

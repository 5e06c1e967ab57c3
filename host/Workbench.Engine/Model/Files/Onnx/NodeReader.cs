namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Reads the messages <c>NodeProto</c> and <c>AttributeProto</c>.</summary>
internal static class NodeReader
{
    private const int Input = 1, Output = 2, Name = 3, Operator = 4, Attribute = 5, Domain = 7;

    /// <summary>Reads a node.</summary>
    /// <param name="source">The open files.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="UnreadableFileException">The node is damaged; the message names it where its name could be read.</exception>
    public static OnnxNode Read(OnnxSource source, WireReader message)
    {
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        var (name, kind, domain, twice) = ("", "", "", (string?)null);
        while (message.Next())
            switch (message.Field)
            {
                case Input: inputs.Add(message.Text()); break;
                case Output: outputs.Add(message.Text()); break;
                case Name: name = message.Text(); break;
                case Operator: kind = message.Text(); break;
                case Domain: domain = OnnxModel.Canonical(message.Text()); break;
                case Attribute:
                    var attribute = ReadAttribute(source, message.Message());
                    if (!attributes.TryAdd(attribute.Name, attribute)) twice = attribute.Name;
                    break;
            }
        var node = new OnnxNode
        {
            Path = source.Path,
            Name = name,
            Operator = kind,
            Domain = domain,
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
        };
        if (kind.Length == 0) throw new UnreadableFileException($"{node.Label} has no operator");
        if (twice is not null)
            throw new UnreadableFileException($"{node.Label} has two attributes '{UnreadableFileException.Printable(twice)}'");
        if (attributes.Values.FirstOrDefault(one => one.Kind == OnnxAttributeKind.Undefined) is { } untyped)
            throw new UnreadableFileException(
                $"{node.Label} has the attribute '{UnreadableFileException.Printable(untyped.Name)}' without a kind");
        return node;
    }

    // The fields of an attribute: one for each kind. A number of value 0 or an empty text may be left out. A graph, as of If and Loop, is
    // not read: such operators are not supported, and graphs may be nested.
    private static OnnxAttribute ReadAttribute(OnnxSource source, WireReader message)
    {
        var (name, text, kind) = ("", "", OnnxAttributeKind.Undefined);
        var (number, integer) = (0f, 0L);
        OnnxTensor? tensor = null;
        List<float> numbers = [];
        List<long> integers = [];
        List<string> texts = [];
        while (message.Next())
            switch (message.Field)
            {
                case 1: name = message.Text(); break;
                case 2: number = message.Float32(); break;
                case 3: integer = message.Integer(); break;
                case 4: text = message.Text(); break;
                case 5: tensor = TensorReader.Read(source, message.Message()); break;
                case 7: message.AddFloats(numbers); break;
                case 8: message.AddIntegers(integers); break;
                case 9: texts.Add(message.Text()); break;
                case 20: kind = (OnnxAttributeKind)message.Int32(); break;
            }
        object? value = kind switch
        {
            OnnxAttributeKind.Float => number,
            OnnxAttributeKind.Int => integer,
            OnnxAttributeKind.String => text,
            OnnxAttributeKind.Tensor => tensor,
            OnnxAttributeKind.Floats => numbers.ToArray(),
            OnnxAttributeKind.Ints => integers.ToArray(),
            OnnxAttributeKind.Strings => texts.ToArray(),
            _ => null,
        };
        return new(name, kind, value);
    }
}

using System.Runtime.InteropServices;

namespace Workbench.Testing;

/// <summary>Builds the messages of an ONNX file. Element types are ONNX's numbers.</summary>
public static class OnnxMessages
{
    /// <summary>Element types of tensors.</summary>
    public const int Float32 = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Text = 8, Bool = 9;

    /// <summary>Element types of tensors.</summary>
    public const int Float16 = 10, Float64 = 11, UInt32 = 12, UInt64 = 13, BFloat16 = 16;

    /// <summary>A model of ONNX's operators. More fields can be written after it.</summary>
    public static WireWriter Model(WireWriter graph, int opset = 17) =>
        new WireWriter()
            .Integer(1, 8)
            .Text(2, "workbench-tests")
            .Text(3, "1.0")
            .Message(7, graph)
            .Message(8, new WireWriter().Text(1, "").Integer(2, opset));

    /// <summary>An entry of a model's metadata.</summary>
    public static WireWriter Entry(string key, string value) => new WireWriter().Text(1, key).Text(2, value);

    /// <summary>A graph. More fields can be written after it.</summary>
    public static WireWriter Graph(
        IEnumerable<WireWriter> nodes,
        IEnumerable<WireWriter>? initializers = null,
        IEnumerable<WireWriter>? inputs = null,
        IEnumerable<WireWriter>? outputs = null) =>
        new WireWriter()
            .Messages(1, nodes)
            .Text(2, "main")
            .Messages(5, initializers ?? [])
            .Messages(11, inputs ?? [])
            .Messages(12, outputs ?? []);

    /// <summary>A node.</summary>
    public static WireWriter Node(
        string type,
        IEnumerable<string> inputs,
        IEnumerable<string> outputs,
        string name = "",
        params IEnumerable<WireWriter> attributes)
    {
        var node = new WireWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        return node.Text(3, name).Text(4, type).Messages(5, attributes);
    }

    /// <summary>An attribute with one number, text, or list.</summary>
    public static WireWriter Attribute(string name, object value)
    {
        var attribute = new WireWriter().Text(1, name);
        switch (value)
        {
            case float number: return attribute.Float(2, number).Integer(20, 1);
            case long number: return attribute.Integer(3, number).Integer(20, 2);
            case string text: return attribute.Text(4, text).Integer(20, 3);
            case float[] numbers: return attribute.Content(7, MemoryMarshal.AsBytes(numbers.AsSpan())).Integer(20, 6);
            case long[] numbers: return attribute.Integers(8, numbers).Integer(20, 7);
            case string[] texts:
                foreach (var text in texts) attribute.Text(9, text);
                return attribute.Integer(20, 8);
            default:
                throw new ArgumentException($"An attribute cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }

    /// <summary>An attribute with a tensor.</summary>
    public static WireWriter TensorAttribute(string name, WireWriter tensor) =>
        new WireWriter().Text(1, name).Message(5, tensor).Integer(20, 4);

    /// <summary>A tensor without elements, which can be written after it.</summary>
    public static WireWriter Tensor(string name, int type, params IEnumerable<long> shape) =>
        new WireWriter().PackedIntegers(1, shape).Integer(2, type).Text(8, name);

    /// <summary>A tensor with its elements as bytes.</summary>
    public static WireWriter RawTensor<T>(string name, int type, IEnumerable<long> shape, params T[] elements)
        where T : unmanaged => Tensor(name, type, shape).Content(9, MemoryMarshal.AsBytes(elements.AsSpan()));

    /// <summary>A tensor with its elements in another file.</summary>
    public static WireWriter ExternalTensor(string name, int type, IEnumerable<long> shape, params IEnumerable<WireWriter> entries) =>
        Tensor(name, type, shape).Messages(13, entries).Integer(14, 1);

    /// <summary>The stated type of a value. A size is a number or a symbol; null leaves the shape out.</summary>
    public static WireWriter Value(string name, int type, IEnumerable<object>? shape)
    {
        var tensor = new WireWriter().Integer(1, type);
        if (shape is not null)
            tensor.Message(
                2,
                new WireWriter().Messages(
                    1,
                    shape.Select(size =>
                        size is string symbol ? new WireWriter().Text(2, symbol) : new WireWriter().Integer(1, Convert.ToInt64(size, null)))
                ));
        return new WireWriter().Text(1, name).Message(2, new WireWriter().Message(1, tensor));
    }
}

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Kind of an attribute, with ONNX's number.</summary>
internal enum OnnxAttributeKind
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Tensor = 4,
    Graph = 5,
    Floats = 6,
    Ints = 7,
    Strings = 8,
    Tensors = 9,
    Graphs = 10,
    SparseTensor = 11,
    SparseTensors = 12,
    TypeProto = 13,
    TypeProtos = 14,
}

/// <summary>An attribute of a node.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Value">
/// A <see cref="float"/>, <see cref="long"/>, <see cref="string"/>, <see cref="OnnxTensor"/>, or an array of the first three; null for the
/// other kinds, whose content is not read.
/// </param>
internal sealed record OnnxAttribute(string Name, OnnxAttributeKind Kind, object? Value)
{
    /// <summary>Whether the value was read. A graph, as of If and Loop, is not.</summary>
    public bool Supported => Value is not null;
}

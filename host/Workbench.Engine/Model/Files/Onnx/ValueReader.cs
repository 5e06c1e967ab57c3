namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>
/// Reads the messages <c>ValueInfoProto</c>, <c>TypeProto</c> and <c>TensorShapeProto</c>. Sequences, maps and other types are not read.
/// </summary>
internal static class ValueReader
{
    /// <summary>Reads the type of a value.</summary>
    /// <exception cref="UnreadableFileException">The message is damaged.</exception>
    public static OnnxValue Read(WireReader message)
    {
        var value = new OnnxValue("", null, null);
        while (message.Next())
            if (message.Field == 1) value = value with { Name = message.Text() };
            else if (message.Field == 2) value = WithType(value, message.Message());
        return value;
    }

    private static OnnxValue WithType(OnnxValue value, WireReader type)
    {
        while (type.Next())
            if (type.Field == 1) value = WithTensorType(value, type.Message());
        return value;
    }

    private static OnnxValue WithTensorType(OnnxValue value, WireReader tensor)
    {
        while (tensor.Next())
            if (tensor.Field == 1) value = value with { Element = (OnnxElement)tensor.Int32() };
            else if (tensor.Field == 2) value = value with { Shape = Sizes(tensor.Message()) };
        return value;
    }

    private static List<OnnxSize> Sizes(WireReader shape)
    {
        var sizes = new List<OnnxSize>();
        while (shape.Next())
            if (shape.Field == 1) sizes.Add(Size(shape.Message()));
        return sizes;
    }

    // Some exporters write -1 for a size that is not known.
    private static OnnxSize Size(WireReader dimension)
    {
        var size = default(OnnxSize);
        while (dimension.Next())
            if (dimension.Field == 1) size = new(dimension.Integer() is >= 0 and var length ? length : null, null);
            else if (dimension.Field == 2) size = new(null, dimension.Text() is { Length: > 0 } symbol ? symbol : null);
        return size;
    }
}

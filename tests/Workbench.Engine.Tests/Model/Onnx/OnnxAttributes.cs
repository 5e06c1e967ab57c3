namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Attributes of nodes, by kind.</summary>
internal static class OnnxAttributes
{
    public static WireWriter Ints(string name, params long[] values) => OnnxMessages.Attribute(name, values);

    public static WireWriter Int(string name, long value) => OnnxMessages.Attribute(name, value);

    public static WireWriter Float(string name, float value) => OnnxMessages.Attribute(name, value);

    public static WireWriter Text(string name, string value) => OnnxMessages.Attribute(name, value);
}

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>The graph of a model.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The nodes in the file's order, which the format requires to be topological. That is not checked.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>The constant tensors by name, in the file's order.</summary>
    public required IReadOnlyDictionary<string, OnnxTensor> Initializers { get; init; }

    /// <summary>The inputs without an initializer: those that a caller must give.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>The outputs.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>The stated types of values by name: of inputs, of outputs, and of those between, for which they are optional.</summary>
    public required IReadOnlyDictionary<string, OnnxValue> Values { get; init; }
}

/// <summary>The stated type of a value.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Element">The element type; null if the value is not a tensor, or has no stated type.</param>
/// <param name="Shape">The sizes along each axis; null if their number is not stated.</param>
internal sealed record OnnxValue(string Name, OnnxElement? Element, IReadOnlyList<OnnxSize>? Shape);

/// <summary>A size along an axis.</summary>
/// <param name="Length">The size; null if it is known only at run time.</param>
/// <param name="Symbol">Name of a size that is known only at run time: <c>N</c>; null without one.</param>
internal readonly record struct OnnxSize(long? Length, string? Symbol);

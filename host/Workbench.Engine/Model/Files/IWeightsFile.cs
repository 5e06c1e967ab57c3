using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>An open file of named tensors. Names and shapes are in memory; each tensor is read on request.</summary>
public interface IWeightsFile : IDisposable
{
    /// <summary>The file's format: <c>safetensors</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>, <c>ONNX</c>.</summary>
    string Format { get; }

    /// <summary>The tensors, in the file's order.</summary>
    IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Strings that the file holds beside its tensors.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor, in C order, on the CPU. The caller owns it.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="type">The dtype to convert to, piece by piece; null for the file's.</param>
    /// <exception cref="WeightsException">The tensor is truncated or corrupt; the message names file and tensor.</exception>
    Tensor Read(StoredTensor tensor, ScalarType? type = null);
}

/// <summary>A tensor of a file.</summary>
/// <param name="Name">The name; in a PyTorch file without the <c>module.</c> that all names may start with.</param>
/// <param name="Type">The dtype in the file.</param>
/// <param name="Shape">The sizes along each axis.</param>
public sealed record StoredTensor(string Name, ScalarType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether the elements are floating point.</summary>
    public bool Floating => Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>
    /// Whether sizes are valid: at most 16, not negative, and without overflow in their product, even if one of them is 0.
    /// </summary>
    internal static bool IsValidShape(IReadOnlyList<long> shape) =>
        shape.Count <= MostAxes
        && shape.All(size => size >= 0)
        && shape.Aggregate((Int128)1, (product, size) => Int128.Min(product, long.MaxValue) * Math.Max(1, size)) <= long.MaxValue / 16;

    /// <summary>Maximum number of axes of a tensor.</summary>
    internal const int MostAxes = 16;

    /// <summary>Total bytes of the elements in the file.</summary>
    public long Bytes => Count * Type.ElementSize();
}

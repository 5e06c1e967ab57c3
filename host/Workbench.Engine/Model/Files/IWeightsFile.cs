using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>An open file of named tensors. Knows their names and shapes; reads each when asked, so that no more of the file is in memory than that.</summary>
public interface IWeightsFile : IDisposable
{
    /// <summary>What the file is, as a reader calls it: <c>safetensors</c>, <c>PyTorch zip</c>, <c>PyTorch legacy</c>.</summary>
    string Format { get; }

    /// <summary>Its tensors, in the file's order.</summary>
    IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Strings that the file carries beside its tensors.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor, in C order, on the CPU. The caller owns it.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="type">The precision wanted, rounded to piece by piece; the file's where null.</param>
    /// <exception cref="WeightsException">The file is truncated or corrupt there; the message names file and tensor.</exception>
    Tensor Read(StoredTensor tensor, ScalarType? type = null);
}

/// <summary>A tensor of a file.</summary>
/// <param name="Name">Its name, without what wraps the whole file's names (<c>module.</c>).</param>
/// <param name="Type">Its precision in the file.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record StoredTensor(string Name, ScalarType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether its elements are fractions.</summary>
    public bool Floating => Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>Whether sizes are a tensor's: few, and such that no product of them overflows, not even beside a 0.</summary>
    internal static bool Fits(IReadOnlyList<long> shape) =>
        shape.Count <= MostAxes
        && shape.All(size => size >= 0)
        && shape.Aggregate((Int128)1, (product, size) => Int128.Min(product, long.MaxValue) * Math.Max(1, size)) <= long.MaxValue / 16;

    /// <summary>Most sizes of a tensor.</summary>
    internal const int MostAxes = 16;

    /// <summary>Bytes of its elements.</summary>
    public long Bytes => Count * Type.ElementSize();
}

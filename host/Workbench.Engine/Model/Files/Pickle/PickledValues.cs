using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Pickle;

// The values of an unpickled object, beside null, bool, long, BigInteger, double, string and byte[]. A list may contain itself, so nothing
// here is traversed recursively. A value may also be referenced a million times at two bytes each, so code that visits every reference
// reads only a bounded part of the value.

/// <summary>An integer that is too long to parse.</summary>
/// <param name="Length">Its length in bytes or digits.</param>
internal sealed record PickledHugeNumber(long Length)
{
    public override string ToString() => $"(an integer of length {Length})";
}

/// <summary>The name of a Python class or function. It is data; nothing is run.</summary>
internal sealed class PickledName(string name)
{
    public string Name => name;
}

internal sealed class PickledTuple(object?[] items)
{
    public IReadOnlyList<object?> Items => items;
}

/// <summary>A list or set.</summary>
internal sealed class PickledList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary in insertion order. Of equal keys the last one counts.</summary>
internal sealed class PickledDictionary
{
    /// <summary>Maximum characters of a name.</summary>
    public const int LongestName = 1024;

    public List<(object? Key, object? Value)> Entries { get; } = [];

    /// <summary>The entries whose keys are strings.</summary>
    /// <exception cref="UnreadableFileException">A key is longer than <see cref="LongestName"/>.</exception>
    public IEnumerable<(string Name, object? Value)> NamedEntries
    {
        get
        {
            var last = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in Entries)
            {
                if (key is not string name) continue;
                if (name.Length > LongestName) throw new UnreadableFileException($"its pickle has a name of {name.Length} characters");
                last[name] = value;
            }
            return last.Select(entry => (entry.Key, entry.Value));
        }
    }
}

/// <summary>A storage: an array of numbers elsewhere in the file.</summary>
/// <param name="Key">The storage's name in the file.</param>
/// <param name="Type">The dtype of the elements.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record PickledStorage(string Key, ScalarType Type, long Count)
{
    public long Bytes => Count * Type.ElementSize();
}

/// <summary>A part of a storage. Only the legacy format has views that are not the whole storage.</summary>
internal sealed record PickledView(PickledStorage Storage, long Offset, long Count);

/// <summary>A tensor over a storage.</summary>
internal sealed class PickledTensor
{
    private PickledTensor(PickledStorage storage, long offset, long[] shape, long[] strides) =>
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);

    public PickledStorage Storage { get; }

    /// <summary>Index of the first element in the storage.</summary>
    public long Offset { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Distance between neighbours along each axis, in elements.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Number of storage elements from the first to the last one, inclusive; 0 for an empty tensor.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    public long Bytes => Shape.Aggregate(1L, (product, size) => product * size) * Storage.Type.ElementSize();

    /// <summary>Whether the elements are in C order without gaps.</summary>
    public bool Contiguous
    {
        get
        {
            var expected = 1L;
            for (var axis = Shape.Count - 1; axis >= 0; expected *= Shape[axis--])
                if (Shape[axis] != 1 && Strides[axis] != expected) return Shape.Contains(0);
            return true;
        }
    }

    /// <summary>
    /// Creates a tensor from the arguments of PyTorch's <c>_rebuild_tensor</c>, if every element lies in the storage. A stride of 0 repeats
    /// an element.
    /// </summary>
    /// <exception cref="UnreadableFileException">The arguments are invalid or exceed the storage.</exception>
    public static PickledTensor FromRebuildArguments(object? view, object? offset, object? shape, object? strides)
    {
        if (view is not PickledView storage)
            throw new UnreadableFileException("its pickle builds a tensor from something that is not a storage");
        var (sizes, steps) = (Numbers(shape), Numbers(strides));
        if (offset is not long first || sizes is null || steps is null || sizes.Length != steps.Length)
            throw new UnreadableFileException("its pickle builds a tensor from an invalid offset, shape or strides");
        var text = $"shape [{string.Join(',', sizes.Take(16))}], strides [{string.Join(',', steps.Take(16))}] and offset {first}";
        if (first < 0 || sizes.Any(size => size < 0) || steps.Any(step => step < 0))
            throw new UnreadableFileException($"its pickle has a tensor of {text}, which must not be negative");
        if (!StoredTensor.IsValidShape(sizes)) throw new UnreadableFileException($"its pickle has a tensor of {text}, which is too large");
        var (count, last) = (sizes.Aggregate(1L, (product, size) => product * size), (Int128)first);
        for (var axis = 0; axis < sizes.Length; axis++) last += (Int128)(sizes[axis] - 1) * steps[axis];
        if (count > 0 && last >= storage.Count)
            throw new UnreadableFileException($"its pickle has a tensor of {text} in a storage of {storage.Count} elements");
        return new(storage.Storage, count == 0 ? 0 : storage.Offset + first, sizes, steps);
    }

    private static long[]? Numbers(object? value)
    {
        var items = value switch { PickledTuple tuple => tuple.Items, PickledList list => list.Items, _ => null };
        return items?.Count <= 2 * StoredTensor.MostAxes && items.All(item => item is long) ? [.. items.Cast<long>()] : null;
    }
}

/// <summary>An empty tensor, which the pickles of PyTorch's first versions fill later.</summary>
internal sealed class PickledEmptyTensor
{
    public PickledTensor? Tensor { get; set; }
}

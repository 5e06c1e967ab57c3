using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Pickle;

// What an unpickled object is made of, beside null, bool, long, BigInteger, double, string and byte[]. Lists may hold themselves: nothing here is ever walked through to its end.
// One value may also stand in a million places for two bytes each: what looks at every place looks at no more of the value than a bounded part.

/// <summary>A whole number that is too long to be of use.</summary>
/// <param name="Length">Its bytes, or figures.</param>
internal sealed record PickledHugeNumber(long Length)
{
    public override string ToString() => $"(a whole number {Length} long)";
}

/// <summary>A name of Python code: data, never run.</summary>
internal sealed class PickledName(string name)
{
    public string Name => name;
}

/// <summary>A tuple.</summary>
internal sealed class PickledTuple(object?[] items)
{
    public IReadOnlyList<object?> Items => items;
}

/// <summary>A list or set.</summary>
internal sealed class PickledList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary, in the order of its entries; of equal keys the last counts.</summary>
internal sealed class PickledDictionary
{
    /// <summary>Most characters of a name that is looked at.</summary>
    public const int LongestName = 1024;

    public List<(object? Key, object? Value)> Entries { get; } = [];

    /// <summary>Values by those keys that are strings.</summary>
    /// <exception cref="UnreadableException">A string is longer than a name.</exception>
    public IEnumerable<(string Name, object? Value)> Named
    {
        get
        {
            var last = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in Entries)
                if (key is string name)
                    last[
                        name.Length <= LongestName
                            ? name
                            : throw new UnreadableException($"its pickle has a name of {name.Length} characters")
                    ] = value;
            return last.Select(entry => (entry.Key, entry.Value));
        }
    }
}

/// <summary>A storage: a row of numbers that lies elsewhere in the file.</summary>
/// <param name="Key">Its name there.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Count">Number of its elements.</param>
internal sealed record PickledStorage(string Key, ScalarType Type, long Count)
{
    public long Bytes => Count * Type.ElementSize();
}

/// <summary>A part of a storage: the whole, but for the legacy format's views.</summary>
internal sealed record PickledView(PickledStorage Storage, long Offset, long Count);

/// <summary>A tensor over a storage.</summary>
internal sealed class PickledTensor
{
    private PickledTensor(PickledStorage storage, long offset, long[] shape, long[] strides) =>
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);

    public PickledStorage Storage { get; }

    /// <summary>Its first element in the storage.</summary>
    public long Offset { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements from one to the next along each axis.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Elements of the storage from its first to its last.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    public long Bytes => Shape.Aggregate(1L, (product, size) => product * size) * Storage.Type.ElementSize();

    /// <summary>Whether its elements lie in C order without gaps.</summary>
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

    /// <summary>The tensor that PyTorch's four numbers describe: every element inside the storage. With a stride of 0 one element stands in many places.</summary>
    /// <exception cref="UnreadableException">They are no such numbers.</exception>
    public static PickledTensor Of(object? view, object? offset, object? shape, object? strides)
    {
        if (view is not PickledView storage) throw new UnreadableException("its pickle makes a tensor of something that is no storage");
        var (sizes, steps) = (Numbers(shape), Numbers(strides));
        if (offset is not long first || sizes is null || steps is null || sizes.Length != steps.Length)
            throw new UnreadableException("its pickle makes a tensor of numbers that are no offset, shape and strides");
        var text = $"shape [{string.Join(',', sizes.Take(16))}], strides [{string.Join(',', steps.Take(16))}] and offset {first}";
        if (first < 0 || sizes.Any(size => size < 0) || steps.Any(step => step < 0))
            throw new UnreadableException($"its pickle has a tensor of {text}, which must not be negative");
        if (!StoredTensor.Fits(sizes)) throw new UnreadableException($"its pickle has a tensor of {text}, which no tensor has");
        var (count, last) = (sizes.Aggregate(1L, (product, size) => product * size), (Int128)first);
        for (var axis = 0; axis < sizes.Length; axis++) last += (Int128)(sizes[axis] - 1) * steps[axis];
        if (count > 0 && last >= storage.Count)
            throw new UnreadableException($"its pickle has a tensor of {text} in a storage of {storage.Count} elements");
        return new(storage.Storage, count == 0 ? 0 : storage.Offset + first, sizes, steps);
    }

    private static long[]? Numbers(object? value)
    {
        var items = value switch { PickledTuple tuple => tuple.Items, PickledList list => list.Items, _ => null };
        return items?.Count <= 2 * StoredTensor.MostAxes && items.All(item => item is long) ? [.. items.Cast<long>()] : null;
    }
}

/// <summary>An empty tensor of PyTorch's first versions, which is filled afterwards.</summary>
internal sealed class PickledBlank
{
    public PickledTensor? Tensor { get; set; }
}

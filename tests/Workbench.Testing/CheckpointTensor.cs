using System.Runtime.InteropServices;

namespace Workbench.Testing;

/// <summary>Element type of a written checkpoint.</summary>
public enum CheckpointType
{
    /// <summary>IEEE half precision.</summary>
    Float16,
    /// <summary>The upper half of a float32.</summary>
    BFloat16,
    /// <summary>Single precision.</summary>
    Float32,
    /// <summary>Double precision.</summary>
    Float64,
}

/// <summary>A tensor to write. Its elements are generated while they are written: a full-width network need not fit into memory.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">Sizes of the tensor.</param>
/// <param name="Rows">The elements in C order, in pieces of any length. Each piece is written before the next is requested.</param>
public sealed record CheckpointTensor(string Name, IReadOnlyList<long> Shape, IEnumerable<float[]> Rows)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Creates a tensor from its elements.</summary>
    public static CheckpointTensor FromElements(string name, IReadOnlyList<long> shape, params float[] elements) =>
        new(name, shape, [elements]);

    /// <summary>PyTorch's storage name of a type.</summary>
    public static string StorageName(CheckpointType type) =>
        type switch
        {
            CheckpointType.Float16 => "Half",
            CheckpointType.BFloat16 => "BFloat16",
            CheckpointType.Float64 => "Double",
            _ => "Float",
        };

    /// <summary>Size of an element in bytes.</summary>
    public static int Size(CheckpointType type) =>
        type switch
        {
            CheckpointType.Float16 or CheckpointType.BFloat16 => 2,
            CheckpointType.Float64 => 8,
            _ => 4,
        };

    /// <summary>Writes the elements in little endian, rounded to a type.</summary>
    public void WriteElements(Stream stream, CheckpointType type)
    {
        foreach (var row in Rows)
            switch (type)
            {
                case CheckpointType.Float16:
                    stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, value => (Half)value).AsSpan()));
                    break;
                case CheckpointType.BFloat16: stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, RoundToBfloat16).AsSpan())); break;
                case CheckpointType.Float64:
                    stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, value => (double)value).AsSpan()));
                    break;
                default: stream.Write(MemoryMarshal.AsBytes(row.AsSpan())); break;
            }
    }

    /// <summary>Creates the pickle of a state_dict of tensors, with storages keyed by their index.</summary>
    internal static byte[] Pickle(IReadOnlyList<CheckpointTensor> tensors, CheckpointType type, bool legacy)
    {
        var pickle = new PickleWriter().Protocol().Name("collections", "OrderedDict").Step(')', 'R', '(');
        for (var i = 0; i < tensors.Count; i++)
            pickle.Text(tensors[i].Name).Tensor(StorageName(type), $"{i}", tensors[i].Count, tensors[i].Shape, legacy: legacy);
        return pickle.Step('u', '.').Bytes;
    }

    // Rounds to the nearest bfloat16, ties to even.
    private static ushort RoundToBfloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }
}

using System.Runtime.InteropServices;

namespace Workbench.Testing;

/// <summary>Precision of a written checkpoint.</summary>
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

/// <summary>A tensor to write, drawn while it is written: a full-width network need not be in memory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Rows">Its elements in C order, in pieces of any length. Each is used before the next is asked for.</param>
public sealed record CheckpointTensor(string Name, IReadOnlyList<long> Shape, IEnumerable<float[]> Rows)
{
    /// <summary>Number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>A tensor of given elements.</summary>
    public static CheckpointTensor Of(string name, IReadOnlyList<long> shape, params float[] elements) => new(name, shape, [elements]);

    /// <summary>PyTorch's word for a type.</summary>
    public static string Word(CheckpointType type) =>
        type switch
        {
            CheckpointType.Float16 => "Half",
            CheckpointType.BFloat16 => "BFloat16",
            CheckpointType.Float64 => "Double",
            _ => "Float",
        };

    /// <summary>Bytes of an element.</summary>
    public static int Size(CheckpointType type) =>
        type switch
        {
            CheckpointType.Float16 or CheckpointType.BFloat16 => 2,
            CheckpointType.Float64 => 8,
            _ => 4,
        };

    /// <summary>Writes the elements, rounded to a type, little endian.</summary>
    public void WriteElements(Stream stream, CheckpointType type)
    {
        foreach (var row in Rows)
            switch (type)
            {
                case CheckpointType.Float16:
                    stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, value => (Half)value).AsSpan()));
                    break;
                case CheckpointType.BFloat16: stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, Upper).AsSpan())); break;
                case CheckpointType.Float64:
                    stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, value => (double)value).AsSpan()));
                    break;
                default: stream.Write(MemoryMarshal.AsBytes(row.AsSpan())); break;
            }
    }

    /// <summary>The pickle of a state_dict of tensors, storages keyed by their index.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="type">Their type.</param>
    /// <param name="legacy">Whether for the legacy format.</param>
    internal static byte[] Pickle(IReadOnlyList<CheckpointTensor> tensors, CheckpointType type, bool legacy)
    {
        var pickle = new PickleWriter().Protocol().Name("collections", "OrderedDict").Step(')', 'R', '(');
        for (var i = 0; i < tensors.Count; i++)
            pickle.Text(tensors[i].Name).Tensor(Word(type), $"{i}", tensors[i].Count, tensors[i].Shape, legacy: legacy);
        return pickle.Step('u', '.').Bytes;
    }

    // The nearest, of two equally near the even one.
    private static ushort Upper(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }
}

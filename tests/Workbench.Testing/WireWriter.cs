using System.Buffers.Binary;
using System.Text;

namespace Workbench.Testing;

/// <summary>Writes a message of protocol buffers field by field, in any order.</summary>
public sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>The bytes written so far.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>Writes bytes unchanged.</summary>
    public WireWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Writes a number of 7 bits a byte.</summary>
    public WireWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }

    /// <summary>Writes the number and the encoding of a field.</summary>
    public WireWriter Tag(int field, int type) => Varint((ulong)field << 3 | (uint)type);

    /// <summary>Writes an integer.</summary>
    public WireWriter Integer(int field, long value) => Tag(field, 0).Varint((ulong)value);

    /// <summary>Writes integers one by one.</summary>
    public WireWriter Integers(int field, IEnumerable<long> values)
    {
        foreach (var value in values) Integer(field, value);
        return this;
    }

    /// <summary>Writes integers as one packed field.</summary>
    public WireWriter PackedIntegers(int field, IEnumerable<long> values)
    {
        var packed = new WireWriter();
        foreach (var value in values) packed.Varint((ulong)value);
        return Message(field, packed);
    }

    /// <summary>Writes a float32.</summary>
    public WireWriter Float(int field, float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Tag(field, 5).Raw(bytes);
    }

    /// <summary>Writes a float64.</summary>
    public WireWriter Double(int field, double value)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Tag(field, 1).Raw(bytes);
    }

    /// <summary>Writes a length and bytes.</summary>
    public WireWriter Content(int field, ReadOnlySpan<byte> bytes) => Tag(field, 2).Varint((ulong)bytes.Length).Raw(bytes);

    /// <summary>Writes a text.</summary>
    public WireWriter Text(int field, string text) => Content(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a message.</summary>
    public WireWriter Message(int field, WireWriter message) => Content(field, message.Bytes);

    /// <summary>Writes messages.</summary>
    public WireWriter Messages(int field, IEnumerable<WireWriter> messages)
    {
        foreach (var message in messages) Message(field, message);
        return this;
    }
}

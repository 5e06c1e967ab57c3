using System.Buffers.Binary;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>The place of a tensor's elements. They are read on request.</summary>
internal abstract record TensorData
{
    /// <summary>Reads the elements as little-endian bytes.</summary>
    /// <param name="source">The open files.</param>
    /// <param name="element">The element type.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="read">Gets a stream positioned at the first element.</param>
    public abstract T Read<T>(OnnxSource source, OnnxElement element, long count, Func<Stream, T> read);
}

/// <summary>
/// Elements in a range of the model file: <c>raw_data</c>, or floating-point numbers of a packed field, which has the same bytes.
/// </summary>
/// <param name="Range">The range.</param>
internal sealed record RawData(WireRange Range) : TensorData
{
    public override T Read<T>(OnnxSource source, OnnxElement element, long count, Func<Stream, T> read) => source.ReadAt(Range.Start, read);
}

/// <summary>Elements in another file.</summary>
/// <param name="Location">The file's path relative to the model file's folder.</param>
/// <param name="Offset">Position of the first element.</param>
internal sealed record RemoteData(string Location, long Offset) : TensorData
{
    public override T Read<T>(OnnxSource source, OnnxElement element, long count, Func<Stream, T> read) =>
        source.ReadAt(Location, Offset, read);
}

/// <summary>Elements as numbers of a field of the tensor's message, each in its own encoding.</summary>
/// <param name="Message">The tensor's message.</param>
internal sealed record NumberData(WireRange Message) : TensorData
{
    private const long MostBytes = 1 << 30;

    public override T Read<T>(OnnxSource source, OnnxElement element, long count, Func<Stream, T> read)
    {
        var layout = ElementLayout.FromElement(element)!;
        if (count > MostBytes / layout.Size)
            throw new UnreadableFileException($"more than {MostBytes >> 20} MB of numbers are read only from raw_data");
        var bytes = new byte[count * layout.Size];
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        var at = 0;
        for (var message = new WireReader(source.Wire, Message); message.Next();)
            if (message.Field == layout.Field)
                foreach (var bits in message.Scalars(layout.Wire))
                {
                    if (at == bytes.Length)
                        throw new EndOfStreamException();   // the file has changed
                    Check(bits, element);
                    BinaryPrimitives.WriteUInt64LittleEndian(number, bits);
                    number[..layout.Size].CopyTo(bytes.AsSpan(at));
                    at += layout.Size;
                }
        using var stream = new MemoryStream(bytes, writable: false);
        return read(stream);
    }

    // An integer of a short type is written as one of 32 bits, a half-precision number by its 16 bits.
    private static void Check(ulong bits, OnnxElement element)
    {
        var number = element == OnnxElement.UInt32 ? (long)bits : (int)bits;
        var (least, most) = element switch
        {
            OnnxElement.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            OnnxElement.UInt8 => (byte.MinValue, byte.MaxValue),
            OnnxElement.Int16 => (short.MinValue, short.MaxValue),
            OnnxElement.UInt16 or OnnxElement.Float16 or OnnxElement.BFloat16 => (ushort.MinValue, ushort.MaxValue),
            OnnxElement.UInt32 => (uint.MinValue, uint.MaxValue),
            OnnxElement.Bool => (0, 1),
            _ => (long.MinValue, long.MaxValue),
        };
        if (number < least || number > most)
            throw new UnreadableFileException($"{number} is not a number of type {ElementLayout.NameOf(element)}");
    }
}

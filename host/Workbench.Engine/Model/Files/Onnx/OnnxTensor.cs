using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>A tensor of an ONNX file. Its elements are read on request, while the <see cref="OnnxModel"/> is open, by one thread.</summary>
internal sealed class OnnxTensor
{
    /// <summary>Maximum number of elements that become an array.</summary>
    public const int MostNumbers = 1 << 20;

    private readonly OnnxSource _source;
    private readonly TensorData _data;

    /// <param name="source">The open files.</param>
    /// <param name="name">The name; may be empty in an attribute.</param>
    /// <param name="label">The tensor for messages.</param>
    /// <param name="element">The element type.</param>
    /// <param name="shape">The sizes, a valid shape.</param>
    /// <param name="data">The place of the elements, whose number was compared with the shape if the type is supported.</param>
    public OnnxTensor(OnnxSource source, string name, string label, OnnxElement element, IReadOnlyList<long> shape, TensorData data) =>
        (_source, Name, Label, Element, Shape, _data) = (source, name, label, element, shape, data);

    public string Name { get; }

    /// <summary>The tensor for messages: <c>tensor 'conv1.weight'</c>, else <c>the tensor at byte 320</c>.</summary>
    public string Label { get; }

    /// <summary>The element type in the file.</summary>
    public OnnxElement Element { get; }

    /// <summary>The sizes along each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether the elements can be read.</summary>
    public bool Supported => ElementLayout.FromElement(Element) is not null;

    /// <summary>The dtype that <see cref="Read"/> returns: a wider one for unsigned integers of 16 bits or more.</summary>
    /// <exception cref="WeightsException">The element type is not supported; the message names file and tensor.</exception>
    public ScalarType Type => ReadWithErrors(() => Layout.Type);

    /// <summary>Reads the tensor, in C order, on the CPU. The caller owns it.</summary>
    /// <param name="type">The dtype to convert to; null for <see cref="Type"/>.</param>
    /// <exception cref="WeightsException">
    /// The element type is not supported, or the elements are damaged; the message names file and tensor.
    /// </exception>
    public Tensor Read(ScalarType? type = null) =>
        ReadWithErrors(() =>
        {
            var layout = Layout;
            if (layout.Stored == layout.Type && Element != OnnxElement.UInt64) return ReadStored(layout.Stored, type ?? layout.Type);
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var stored = ReadStored(layout.Stored, layout.Stored);
            var whole = Element switch
            {
                OnnxElement.Bool => stored.ne(0),
                OnnxElement.UInt16 => stored.to(layout.Type).bitwise_and(ushort.MaxValue),
                OnnxElement.UInt32 => stored.to(layout.Type).bitwise_and(uint.MaxValue),
                _ => stored.lt(0).any().item<bool>()
                    ? throw new UnreadableFileException("it has numbers above 2⁶³, which no dtype of TorchSharp holds")
                    : stored,
            };
            return whole.to(type ?? layout.Type).MoveToOuterDisposeScope();
        });

    /// <summary>Reads the elements of an integer or boolean tensor, such as a shape.</summary>
    /// <exception cref="WeightsException">
    /// The elements are not integers, are more than <see cref="MostNumbers"/>, or are damaged; the message names file and tensor.
    /// </exception>
    public long[] Integers() => ReadWithErrors(() => Elements((bytes, size) => IntegerFrom(bytes[..size])));

    /// <summary>Reads the elements as float64, such as the bounds of a Clip.</summary>
    /// <exception cref="WeightsException">
    /// The element type is not supported, the elements are more than <see cref="MostNumbers"/>, or they are damaged; the message names file
    /// and tensor.
    /// </exception>
    public double[] Numbers() => ReadWithErrors(() => Elements((bytes, size) => NumberFrom(bytes[..size])));

    private delegate T ElementReader<T>(ReadOnlySpan<byte> bytes, int size);

    private ElementLayout Layout =>
        ElementLayout.FromElement(Element)
        ?? throw new UnreadableFileException($"elements of type {ElementLayout.NameOf(Element)} are not supported");

    private Tensor ReadStored(ScalarType stored, ScalarType type)
    {
        var read = empty([.. Shape], type);
        try
        {
            return
                Count == 0 || _data.Read(_source, Element, Count, stream => TensorBytes.TryRead(read, stored, stream))
                    ? read
                    : throw new EndOfStreamException();
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    private T[] Elements<T>(ElementReader<T> element)
    {
        var size = Layout.Size;
        if (Count > MostNumbers) throw new UnreadableFileException($"it has {Count} elements, where at most {MostNumbers} are expected");
        var bytes = new byte[Count * size];
        if (Count > 0)
            _data.Read(_source, Element, Count, stream =>
            {
                stream.ReadExactly(bytes);
                return true;
            });
        var elements = new T[Count];
        for (var i = 0; i < elements.Length; i++) elements[i] = element(bytes.AsSpan(i * size), size);
        return elements;
    }

    private long IntegerFrom(ReadOnlySpan<byte> bytes) => Element switch
    {
        OnnxElement.Bool => bytes[0] == 0 ? 0 : 1,
        OnnxElement.UInt8 => bytes[0],
        OnnxElement.Int8 => (sbyte)bytes[0],
        OnnxElement.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxElement.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxElement.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxElement.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        OnnxElement.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        OnnxElement.UInt64 when BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var number => number <= long.MaxValue
            ? (long)number
            : throw new UnreadableFileException($"its number {number} exceeds 2⁶³ - 1"),
        _ => throw new UnreadableFileException($"its elements are {ElementLayout.NameOf(Element)}, where integers are expected"),
    };

    private double NumberFrom(ReadOnlySpan<byte> bytes) => Element switch
    {
        OnnxElement.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        OnnxElement.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        OnnxElement.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        OnnxElement.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        OnnxElement.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => IntegerFrom(bytes),
    };

    private T ReadWithErrors<T>(Func<T> read) =>
        _source.ReadWithErrors(() =>
        {
            try
            {
                return read();
            }
            catch (UnreadableFileException error)
            {
                throw new UnreadableFileException($"{Label}: {error.Message}");
            }
            catch (EndOfStreamException)
            {
                throw new UnreadableFileException($"it is truncated in {Label}");
            }
        });
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Workbench.Testing;

/// <summary>Writes a pickle opcode by opcode, as Python's protocol 2 does or in ways that Python never would.</summary>
public sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>The bytes written so far.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>
    /// Writes opcodes without arguments: <c>(</c> mark, <c>t</c> tuple, <c>R</c> call, <c>}</c> dictionary, <c>s</c> entry, <c>.</c> end.
    /// </summary>
    public PickleWriter Step(params ReadOnlySpan<char> codes)
    {
        foreach (var code in codes) _bytes.Add((byte)code);
        return this;
    }

    /// <summary>Writes the protocol version.</summary>
    public PickleWriter Protocol(byte protocol = 2) => Step('\x80', (char)protocol);

    /// <summary>Writes bytes unchanged.</summary>
    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Writes a string.</summary>
    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Step('X').Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
    }

    /// <summary>Writes a string of up to 255 bytes in the encoding of Python 2.</summary>
    public PickleWriter OldText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Step('U', (char)bytes.Length).Raw(bytes);
    }

    /// <summary>Writes an integer.</summary>
    public PickleWriter Number(BigInteger number)
    {
        if (number >= 0 && number < 256) return Step('K', (char)(int)number);
        var bytes = number.ToByteArray();
        return Step('\x8a', (char)bytes.Length).Raw(bytes);
    }

    /// <summary>Writes a float64.</summary>
    public PickleWriter Fraction(double number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return Step('G').Raw(bytes);
    }

    /// <summary>Writes a global name.</summary>
    public PickleWriter Name(string module, string name) => Step('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>Writes a tuple of integers.</summary>
    public PickleWriter Numbers(IEnumerable<long> numbers)
    {
        Step('(');
        foreach (var number in numbers) Number(number);
        return Step('t');
    }

    /// <summary>Writes a tensor as <c>torch.save</c> does: a call with a reference to its storage.</summary>
    /// <param name="type">PyTorch's storage name of its type: <c>Float</c>, <c>Half</c>.</param>
    /// <param name="storage">Key of the storage.</param>
    /// <param name="count">Number of elements of the storage.</param>
    /// <param name="shape">Sizes of the tensor.</param>
    /// <param name="strides">Strides of the tensor; null for C order.</param>
    /// <param name="offset">Index of the tensor's first element in the storage.</param>
    /// <param name="legacy">Whether the reference has the sixth part of the legacy format.</param>
    public PickleWriter Tensor(
        string type,
        string storage,
        long count,
        IReadOnlyList<long> shape,
        IReadOnlyList<long>? strides = null,
        long offset = 0,
        bool legacy = false)
    {
        Name("torch._utils", "_rebuild_tensor_v2").Step('(');
        Step('(').Text("storage").Name("torch", $"{type}Storage").Text(storage).Text("cpu").Number(count);
        if (legacy) Step('N');
        Step('t', 'Q')
            .Number(offset)
            .Numbers(shape)
            .Numbers(strides ?? [.. shape.Select((_, axis) => shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size))]);
        return Step('\x89').Name("collections", "OrderedDict").Step(')', 'R', 't', 'R');
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Workbench.Testing;

/// <summary>Writes a pickle step by step, as Python's protocol 2 does or as it never would.</summary>
public sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>What was written.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>A step without arguments: <c>(</c> a mark, <c>t</c> a tuple, <c>R</c> a call, <c>}</c> a dictionary, <c>s</c> an entry, <c>.</c> the end.</summary>
    public PickleWriter Step(params ReadOnlySpan<char> codes)
    {
        foreach (var code in codes) _bytes.Add((byte)code);
        return this;
    }

    /// <summary>The protocol that the steps are of.</summary>
    public PickleWriter Protocol(byte protocol = 2) => Step('\x80', (char)protocol);

    /// <summary>Bytes as they are.</summary>
    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A string.</summary>
    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Step('X').Raw(BitConverter.GetBytes(bytes.Length)).Raw(bytes);
    }

    /// <summary>A string of up to 255 bytes as Python 2 writes them.</summary>
    public PickleWriter OldText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Step('U', (char)bytes.Length).Raw(bytes);
    }

    /// <summary>A whole number.</summary>
    public PickleWriter Number(BigInteger number)
    {
        if (number >= 0 && number < 256) return Step('K', (char)(int)number);
        var bytes = number.ToByteArray();
        return Step('\x8a', (char)bytes.Length).Raw(bytes);
    }

    /// <summary>A fraction.</summary>
    public PickleWriter Fraction(double number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return Step('G').Raw(bytes);
    }

    /// <summary>A name of code.</summary>
    public PickleWriter Name(string module, string name) => Step('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>A tuple of whole numbers.</summary>
    public PickleWriter Numbers(IEnumerable<long> numbers)
    {
        Step('(');
        foreach (var number in numbers) Number(number);
        return Step('t');
    }

    /// <summary>A tensor as <c>torch.save</c> writes it: a call over a reference to its storage.</summary>
    /// <param name="type">PyTorch's word for its type: <c>Float</c>, <c>Half</c>.</param>
    /// <param name="storage">The storage's key.</param>
    /// <param name="count">The storage's elements.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="strides">Its strides; C order where null.</param>
    /// <param name="offset">Its first element in the storage.</param>
    /// <param name="legacy">Whether the reference has the sixth part that the legacy format's have.</param>
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

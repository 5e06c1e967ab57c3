using System.Text;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>The encoding of a field. Groups (3 and 4) are obsolete, and ONNX never had one.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

/// <summary>
/// Reads the fields of one message in protocol buffers' wire format. A field that is not asked for costs nothing: its bytes are skipped. A
/// length is checked against the remaining bytes of its message.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="range">The message.</param>
/// <param name="depth">Number of messages around it.</param>
internal sealed class WireReader(WireFile file, WireRange range, int depth = 0)
{
    /// <summary>Maximum number of messages inside each other. A model needs seven.</summary>
    public const int MostNested = 16;

    /// <summary>Maximum bytes of a name or another text.</summary>
    public const int LongestText = 1 << 20;

    private const int LongestVarint = 10;
    private const int MessageMemory = 256, TextMemory = 64, NumberMemory = 16;   // bytes, rounded up

    private long _at = range.Start;
    private long _fieldStart;
    private WireType _type;
    private ulong _scalar;
    private WireRange _content;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The message's place in the file.</summary>
    public WireRange Range => range;

    /// <summary>Moves to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="UnreadableFileException">The field is damaged or does not fit its message.</exception>
    public bool Next()
    {
        if (_at == range.End) return false;
        _fieldStart = _at;
        var tag = Varint();
        if (tag >> 3 is 0 or > int.MaxValue) throw new UnreadableFileException($"it has an invalid field at byte {_fieldStart}");
        (Field, _type) = ((int)(tag >> 3), (WireType)(tag & 7));
        if (_type == WireType.Length)
        {
            var length = Varint();
            if (length > (ulong)(range.End - _at))
                throw new UnreadableFileException(
                    $"it is truncated or damaged: {Place} has {length} bytes, but {range.End - _at} are left");
            _content = new(_at, (long)length);
            _at = _content.End;
        }
        else _scalar = Scalar(_type);
        return true;
    }

    /// <summary>The field as an integer of 64 bits. A shorter one was extended by its sign.</summary>
    public long Integer() => (long)Single(WireType.Varint);

    /// <summary>The field as an integer of 32 bits.</summary>
    public int Int32() => (int)Integer();

    /// <summary>The field as a float32.</summary>
    public float Float32() => BitConverter.UInt32BitsToSingle((uint)Single(WireType.Fixed32));

    /// <summary>Whether the field is a range of bytes: text, a message, or packed numbers.</summary>
    public bool IsPacked => _type == WireType.Length;

    /// <summary>The range of the field's bytes.</summary>
    public WireRange Content => _type == WireType.Length ? _content : throw Mistyped();

    /// <summary>The field as UTF-8 text.</summary>
    /// <exception cref="UnreadableFileException">It is longer than <see cref="LongestText"/>.</exception>
    public string Text()
    {
        if (Content.Length > LongestText)
            throw new UnreadableFileException($"{Place} is a text of {Content.Length} bytes; at most {LongestText} are read");
        file.Charge(TextMemory + 2 * Content.Length);
        return Encoding.UTF8.GetString(file.Bytes(Content));
    }

    /// <summary>A reader of the field's message.</summary>
    public WireReader Message()
    {
        if (depth == MostNested) throw new UnreadableFileException($"{Place} is nested more than {MostNested} messages deep");
        file.Charge(MessageMemory);
        return new WireReader(file, Content, depth + 1);
    }

    /// <summary>Adds the field's integers to a list, packed or not.</summary>
    public void AddIntegers(List<long> list)
    {
        foreach (var value in Scalars(WireType.Varint))
        {
            file.Charge(NumberMemory);
            list.Add((long)value);
        }
    }

    /// <summary>Adds the field's float32 values to a list, packed or not.</summary>
    public void AddFloats(List<float> list)
    {
        foreach (var value in Scalars(WireType.Fixed32))
        {
            file.Charge(NumberMemory);
            list.Add(BitConverter.UInt32BitsToSingle((uint)value));
        }
    }

    /// <summary>The bits of the field's numbers, packed or not.</summary>
    /// <param name="type">Their encoding.</param>
    /// <exception cref="UnreadableFileException">The field has another encoding, or its last number is incomplete.</exception>
    public IEnumerable<ulong> Scalars(WireType type)
    {
        if (_type == type) yield return _scalar;
        else
        {
            var packed = new WireReader(file, Content, depth);
            while (packed._at < packed.Range.End) yield return packed.Scalar(type);
        }
    }

    /// <summary>Number of the field's numbers, packed or not.</summary>
    /// <param name="type">Their encoding.</param>
    public long CountScalars(WireType type)
    {
        var size = type switch
        {
            WireType.Fixed32 => sizeof(uint),
            WireType.Fixed64 => sizeof(ulong),
            _ => 0,
        };
        if (_type == type) return 1;
        if (size == 0) return Scalars(type).LongCount();
        return
            Content.Length % size == 0
                ? Content.Length / size
                : throw new UnreadableFileException($"{Place} has {Content.Length} bytes, which is not a multiple of {size}");
    }

    private string Place => $"field {Field} at byte {_fieldStart}";

    private ulong Single(WireType type) => _type == type ? _scalar : throw Mistyped();

    private ulong Scalar(WireType type) => type switch
    {
        WireType.Varint => Varint(),
        WireType.Fixed32 => Fixed(sizeof(uint)),
        WireType.Fixed64 => Fixed(sizeof(ulong)),
        _ => throw new UnreadableFileException($"{Place} has the unknown encoding {(int)type}"),
    };

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80) return value;
        }
        throw new UnreadableFileException($"it has a number of more than {LongestVarint} bytes at byte {_at - LongestVarint}");
    }

    private ulong Fixed(int size)
    {
        ulong value = 0;
        for (var i = 0; i < size; i++) value |= (ulong)Byte() << (8 * i);
        return value;
    }

    private byte Byte() =>
        _at < range.End
            ? file.ByteAt(_at++)
            : throw new UnreadableFileException($"it is truncated or damaged: a number ends after its message, at byte {range.End}");

    private UnreadableFileException Mistyped() => new($"{Place} has the encoding {_type}, which this field never has");
}

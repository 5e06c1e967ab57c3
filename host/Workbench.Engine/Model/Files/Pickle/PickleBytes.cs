using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Workbench.Engine.Model.Files.Pickle;

/// <summary>The bytes of pickles, one after another. Hands out no more than there are, and never allocates for a length before it is known to be there.</summary>
/// <param name="stream">Positioned at the first pickle; afterwards, behind the last one read.</param>
/// <param name="length">Bytes that there are.</param>
internal sealed class PickleBytes(Stream stream, long length)
{
    /// <summary>Most bytes of all pickles of a file: that of VGG-16 has three thousand.</summary>
    public const int Most = 16 << 20;

    /// <summary>Most bytes, or figures, of a whole number that is read as one: to write a number in figures takes the square of its length.</summary>
    public const int LongestNumber = 256;

    private const int LongestLine = 4096;
    private long _taken;

    public byte Next()
    {
        Take(1);
        return stream.ReadByte() is var next and >= 0 ? (byte)next : throw Ended();
    }

    public byte[] Next(long count)
    {
        if (count < 0) throw new UnreadableException($"its pickle has a text of {count} bytes");
        Take(count);
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : throw Ended();
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Next(8));

    public string Text(long count) => Encoding.UTF8.GetString(Next(count));

    /// <summary>A whole number in two's complement, little endian. Of a longer one than any tensor needs, its length alone is known.</summary>
    public object Integer(long count) =>
        Next(count) is var number && number.Length > LongestNumber ? new PickledHugeNumber(number.Length) : Number(new BigInteger(number));

    /// <summary>The rest of a line, without its end.</summary>
    public string Line()
    {
        var line = new List<byte>();
        for (var next = Next(); next != '\n'; next = Next())
        {
            if (line.Count == LongestLine) throw new UnreadableException($"its pickle has a line of more than {LongestLine} bytes");
            line.Add(next);
        }
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>The number as <see cref="long"/> where it fits, so that equal numbers are of one type.</summary>
    public static object Number(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private void Take(long count)
    {
        if (count > length - _taken) throw Ended();
        _taken += count;
        if (_taken > Most) throw new UnreadableException($"its pickle is longer than {Most >> 20} MB");
    }

    private static UnreadableException Ended() => new("it is truncated: its pickle breaks off");
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Workbench.Engine.Model.Files.Pickle;

/// <summary>
/// Reads the bytes of consecutive pickles. A length is checked against the remaining bytes before anything is allocated for it.
/// </summary>
/// <param name="stream">Positioned at the first pickle; afterwards, after the last one read.</param>
/// <param name="length">Number of bytes available.</param>
internal sealed class PickleBytes(Stream stream, long length)
{
    /// <summary>Maximum bytes of all pickles of a file; that of VGG-16 has three thousand.</summary>
    public const int MaximumBytes = 16 << 20;

    /// <summary>
    /// Maximum bytes or digits of an integer that is parsed. Converting one to decimal takes time quadratic in its length.
    /// </summary>
    public const int LongestNumber = 256;

    private const int LongestLine = 4096;
    private long _taken;

    public byte Next()
    {
        Take(1);
        return stream.ReadByte() is var next and >= 0 ? (byte)next : throw Truncated();
    }

    public byte[] Next(long count)
    {
        if (count < 0) throw new UnreadableFileException($"its pickle has the negative length {count}");
        Take(count);
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : throw Truncated();
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Next(8));

    public string Text(long count) => Encoding.UTF8.GetString(Next(count));

    /// <summary>
    /// An integer in two's complement, little endian. Longer ones than any tensor needs become <see cref="PickledHugeNumber"/>.
    /// </summary>
    public object Integer(long count) =>
        Next(count) is var number && number.Length > LongestNumber ? new PickledHugeNumber(number.Length) : Number(new BigInteger(number));

    /// <summary>The rest of the line, without the line feed.</summary>
    public string Line()
    {
        var line = new List<byte>();
        for (var next = Next(); next != '\n'; next = Next())
        {
            if (line.Count == LongestLine) throw new UnreadableFileException($"its pickle has a line of more than {LongestLine} bytes");
            line.Add(next);
        }
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>The number as <see cref="long"/> if it fits, so that equal numbers have the same type.</summary>
    public static object Number(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private void Take(long count)
    {
        if (count > length - _taken) throw Truncated();
        _taken += count;
        if (_taken > MaximumBytes) throw new UnreadableFileException($"its pickle is longer than {MaximumBytes >> 20} MB");
    }

    private static UnreadableFileException Truncated() => new("it is truncated: its pickle is incomplete");
}

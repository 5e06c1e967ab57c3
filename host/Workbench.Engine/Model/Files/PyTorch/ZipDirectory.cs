using System.Buffers.Binary;
using System.Text;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>A file of a zip archive.</summary>
/// <param name="Header">Position of its local header in the archive.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Plain">Whether it is neither compressed nor encrypted.</param>
/// <param name="Crc">The CRC-32 of its bytes; 0 if the writer computed none, which PyTorch offers as a setting.</param>
internal sealed record ZipEntry(long Header, long Length, bool Plain, uint Crc);

/// <summary>
/// Reads the positions of a zip archive's files. The base library's reader does not expose positions, and its entry streams cannot seek.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22,
        LongestComment = ushort.MaxValue,
        LocatorLength = 20,
        End64Length = 56,
        EntryLength = 46,
        LocalLength = 30;
    private const uint EndMark = 0x06054b50,
        LocatorMark = 0x07064b50,
        End64Mark = 0x06064b50,
        EntryMark = 0x02014b50,
        LocalMark = 0x04034b50;
    private const int MaximumBytes = 16 << 20;

    /// <summary>Reads the directory at the archive's end.</summary>
    /// <exception cref="UnreadableFileException">The directory is missing or damaged.</exception>
    public static Dictionary<string, ZipEntry> Read(FileStream file)
    {
        var (start, length, count) = LocateDirectory(file);
        if (length > MaximumBytes) throw new UnreadableFileException($"its zip archive's directory is longer than {MaximumBytes >> 20} MB");
        var bytes = Bytes(file, start, (int)length);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        for (var at = 0; count > 0; count--)
        {
            if (at + EntryLength > bytes.Length || UInt32(bytes, at) != EntryMark) throw Damaged();
            var (flags, method, name, extra, comment) = (
                UInt16(bytes, at + 8), UInt16(bytes, at + 10), UInt16(bytes, at + 28), UInt16(bytes, at + 30), UInt16(bytes, at + 32));
            var end = at + EntryLength + name + extra + comment;
            if (end > bytes.Length) throw Damaged();
            long[] places = [UInt32(bytes, at + 24), UInt32(bytes, at + 20), UInt32(bytes, at + 42)];
            ReadZip64(places, bytes.AsSpan(at + EntryLength + name, extra));
            var text = Encoding.UTF8.GetString(bytes, at + EntryLength, name);
            if (places[0] < 0 || places[2] < 0 || places[2] > file.Length || places[0] > file.Length && method == 0) throw Damaged();
            if (
                !entries.TryAdd(
                    text,
                    new ZipEntry(places[2], places[0], method == 0 && (flags & 1) == 0 && places[0] == places[1], UInt32(bytes, at + 16))))
                throw new UnreadableFileException($"its zip archive has two files '{UnreadableFileException.Printable(text)}'");
            at = end;
        }
        return entries;
    }

    /// <summary>The position of a file's bytes in the archive.</summary>
    /// <exception cref="UnreadableFileException">The archive is truncated or damaged, or the file is compressed or encrypted.</exception>
    public static long Start(FileStream file, string name, ZipEntry entry)
    {
        if (!entry.Plain)
            throw new UnreadableFileException(
                $"its zip entry '{UnreadableFileException.Printable(name)}' is compressed or encrypted, which PyTorch never writes");
        var local = Bytes(file, entry.Header, LocalLength);
        var start = entry.Header + LocalLength + UInt16(local, 26) + UInt16(local, 28);
        if (UInt32(local, 0) != LocalMark) throw Damaged();
        return entry.Length <= file.Length - start
            ? start
            : throw new UnreadableFileException(
                $"it is truncated: '{UnreadableFileException.Printable(name)}' ends at byte {(Int128)start + entry.Length} of {file.Length}"
            );
    }

    private static (long Start, long Length, long Count) LocateDirectory(FileStream file)
    {
        var tail = Bytes(
            file,
            Math.Max(0, file.Length - EndLength - LongestComment),
            (int)Math.Min(file.Length, EndLength + LongestComment));
        var end = tail.Length - EndLength;
        while (end >= 0 && UInt32(tail, end) != EndMark) end--;
        if (end < 0) throw new UnreadableFileException("it is truncated: the directory at its zip archive's end is missing");
        var (start, length, count) = ((long)UInt32(tail, end + 16), (long)UInt32(tail, end + 12), (long)UInt16(tail, end + 10));
        if (start == uint.MaxValue || length == uint.MaxValue || count == ushort.MaxValue)
        {
            if (end < LocatorLength || UInt32(tail, end - LocatorLength) != LocatorMark) throw Damaged();
            var whole = Bytes(file, Int64(tail, end - LocatorLength + 8), End64Length);
            if (UInt32(whole, 0) != End64Mark) throw Damaged();
            (start, length, count) = (Int64(whole, 48), Int64(whole, 40), Int64(whole, 32));
        }
        return start >= 0 && length >= 0 && length <= file.Length && start <= file.Length - length && count >= 0
            ? (start, length, count)
            : throw Damaged();
    }

    // Zip64: values over 32 bits are in the extra field 1, in this order: length, compressed length, position.
    private static void ReadZip64(long[] places, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var (kind, length) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            if (length > extra.Length - 4) throw Damaged();
            var field = extra.Slice(4, length);
            for (var i = 0; kind == 1 && i < places.Length; i++)
                if (places[i] == uint.MaxValue)
                {
                    if (field.Length < 8) throw Damaged();
                    places[i] = BinaryPrimitives.ReadInt64LittleEndian(field);
                    field = field[8..];
                }
            extra = extra[(4 + length)..];
        }
    }

    private static byte[] Bytes(FileStream file, long at, int length)
    {
        if (at < 0 || at > file.Length - length) throw Damaged();
        var bytes = new byte[length];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static UnreadableFileException Damaged() => new("its zip archive's directory is damaged");
}

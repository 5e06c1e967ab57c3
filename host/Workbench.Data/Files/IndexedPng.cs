using System.Buffers.Binary;
using System.IO.Compression;

namespace Workbench.Data.Files;

/// <summary>
/// The palette indices of a PNG file: masks are stored as indices, which an imaging library would turn into colours. The reader is strict:
/// it verifies checksums and rejects interlaced files and PNGs without a palette.
/// </summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Indices">Width × Height palette indices, row by row.</param>
internal sealed record IndexedPng(int Width, int Height, byte[] Indices)
{
    private static readonly uint[] s_crc =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(start => Enumerable.Range(0, 8).Aggregate((uint)start, (crc, _) => (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320)),
    ];

    /// <param name="file">The bytes.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="DataException">The file is truncated, corrupt or of another kind; the message names it.</exception>
    public static IndexedPng Read(byte[] file, string path)
    {
        ReadOnlySpan<byte> signature = [0x89, .. "PNG\r\n\x1A\n"u8];
        if (!file.AsSpan().StartsWith(signature)) throw Refused("is not a PNG file");
        var (width, height, depth) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = 8; ;)
        {
            if (file.Length - at < 12) throw Refused("is truncated");
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) throw Refused("is truncated");
            var kind = file.AsSpan(at + 4, 4);
            var data = file.AsSpan(at + 8, (int)length);
            if (Crc(file.AsSpan(at + 4, 4 + data.Length)) != BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + data.Length)))
                throw Refused("is corrupt: a checksum is wrong");
            at += 12 + data.Length;
            if (width == 0)
            {
                if (!kind.SequenceEqual("IHDR"u8) || length != 13) throw Refused("is corrupt: it does not begin with a header");
                (width, height, depth) = ReadHeader(data, Refused);
            }
            else if (kind.SequenceEqual("IDAT"u8))
                packed.Write(data);
            else if (kind.SequenceEqual("IEND"u8))
                break;
        }
        packed.Position = 0;
        var rows = new byte[height * (1 + RowBytes(width, depth))];
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            if (unpacked.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) < rows.Length)
                throw Refused("is truncated: it has fewer pixels than its size says");
            if (unpacked.ReadByte() >= 0) throw Refused("is corrupt: it has more pixels than its size says");
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"The mask '{path}' is corrupt: {error.Message}", error);
        }
        Unfilter(rows, RowBytes(width, depth), Refused);
        return new IndexedPng(width, height, Unpack(rows, width, height, depth));

        DataException Refused(string why) => new($"The mask '{path}' {why}.");
    }

    private static (int Width, int Height, int Depth) ReadHeader(ReadOnlySpan<byte> header, Func<string, DataException> refused)
    {
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        if (width == 0 || height == 0) throw refused("is corrupt: it has no pixel");
        if ((ulong)width * height > Image.MaxPixels)
            throw refused($"is too large: {width}×{height} pixels, more than {Image.MaxPixels / 1_000_000} million");
        if (header[9] != 3 || header[8] is not (1 or 2 or 4 or 8))
            throw refused("has no palette: masks are PNG files whose colour numbers are the objects or classes");
        if (header[10] != 0 || header[11] != 0) throw refused("is corrupt: it has an unknown compression or filter");
        if (header[12] != 0) throw refused("is interlaced, which is not supported");
        return ((int)width, (int)height, header[8]);
    }

    private static int RowBytes(int width, int depth) => (int)(((long)width * depth + 7) / 8);

    // Each row begins with the number of its filter: how its bytes depend on those to the left and above.
    private static void Unfilter(byte[] rows, int length, Func<string, DataException> refused)
    {
        for (var start = 0; start < rows.Length; start += length + 1)
        {
            var filter = rows[start];
            if (filter > 4) throw refused("is corrupt: it has an unknown filter");
            for (var i = start + 1; filter > 0 && i <= start + length; i++)
            {
                var left = i > start + 1 ? rows[i - 1] : 0;
                var above = start > 0 ? rows[i - length - 1] : 0;
                var corner = start > 0 && i > start + 1 ? rows[i - length - 2] : 0;
                rows[i] += (byte)(filter switch { 1 => left, 2 => above, 3 => (left + above) / 2, _ => Paeth(left, above, corner) });
            }
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static byte[] Unpack(byte[] rows, int width, int height, int depth)
    {
        var indices = new byte[width * height];
        var length = RowBytes(width, depth) + 1;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var bit = x * (long)depth;
                indices[y * width + x] = (byte)(rows[y * length + 1 + (int)(bit / 8)] >> (int)(8 - depth - bit % 8) & (1 << depth) - 1);
            }
        return indices;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = s_crc[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }
}

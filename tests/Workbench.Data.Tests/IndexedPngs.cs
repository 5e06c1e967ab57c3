using System.Buffers.Binary;
using System.IO.Compression;

namespace Workbench.Data.Tests;

/// <summary>Writes PNG files with a palette. The rows use different filters, and the pixels lie in two chunks.</summary>
internal static class IndexedPngs
{
    private static readonly byte[] s_signature = [0x89, .. "PNG\r\n\x1A\n"u8];

    public static byte[] Encode(
        int width,
        int height,
        byte[] indices,
        int depth = 8,
        int interlace = 0,
        int colour = 3,
        Func<int, int>? filter = null)
    {
        var length = (width * depth + 7) / 8;
        var rows = new byte[height, length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) rows[y, x * depth / 8] |= (byte)(indices[y * width + x] << (8 - depth - x * depth % 8));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                var kind = (filter ?? (row => row % 5))(y);
                zlib.WriteByte((byte)kind);
                for (var i = 0; i < length; i++)
                {
                    int left = i > 0 ? rows[y, i - 1] : 0,
                        above = y > 0 ? rows[y - 1, i] : 0,
                        corner = i > 0 && y > 0 ? rows[y - 1, i - 1] : 0;
                    var predicted = kind switch
                    {
                        1 => left,
                        2 => above,
                        3 => (left + above) / 2,
                        4 => new[] { left, above, corner }.MinBy(one => Math.Abs(left + above - corner - one)),
                        _ => 0,
                    };
                    zlib.WriteByte((byte)(rows[y, i] - predicted));
                }
            }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)interlace);
        var data = packed.ToArray();
        var half = data.Length / 2;
        return
        [
            .. s_signature,
            .. Chunk("IHDR", header),
            .. Chunk("PLTE", new byte[3 << depth]),
            .. Chunk("tEXt", [65, 0, 66]),
            .. Chunk("IDAT", data[..half]),
            .. Chunk("IDAT", data[half..]),
            .. Chunk("IEND", []),
        ];
    }

    public static byte[] Chunk(string kind, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. data];
        var crc = uint.MaxValue;
        foreach (var value in named)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        var (before, after) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(before, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(after, ~crc);
        return [.. before, .. named, .. after];
    }
}

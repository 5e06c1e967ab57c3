using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Workbench.Cli.Tests;

/// <summary>Image files that cameras, printers and scanners make, but the imaging library cannot write.</summary>
internal static class OddPictures
{
    /// <summary>A PNG of a ramp: grey with 1, 8 or 16 bits, or three colours with 16 bits each.</summary>
    public static byte[] Png(int width, int height, byte depth, bool colour = false)
    {
        var row = new byte[1 + (width * depth * (colour ? 3 : 1) + 7) / 8];
        for (var i = 1; i < row.Length; i++) row[i] = (byte)(i * 37);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
            for (var y = 0; y < height; y++) zlib.Write(row);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, (byte)(colour ? 2 : 0));
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A uniform baseline JPEG in CMYK, inverted as Adobe writes it: 168, 88, 168, 168 of 255.</summary>
    public static byte[] CmykJpeg(int side)
    {
        var size = (byte)side;
        byte[] quantisation = [.. Enumerable.Repeat((byte)8, 64)];
        // Two DC codes: 0 for no difference, 10 for a difference of six bits. One AC code: 0 for the end of the block.
        byte[] dc = [1, 1, .. new byte[14], 0, 6], ac = [1, .. new byte[15], 0];
        var bits = string.Concat(Enumerable.Range(0, side / 8 * (side / 8)).Select(block =>
            block > 0 ? string.Concat(Enumerable.Repeat("00", 4)) : Difference(40) + Difference(-40) + Difference(40) + Difference(40)));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return
        [
            0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0,
            0xFF, 0xDB, 0, 67, 0, .. quantisation,
            0xFF, 0xC0, 0, 20, 8, 0, size, 0, size, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
            0xFF, 0xC4, 0, (byte)(3 + dc.Length), 0, .. dc, 0xFF, 0xC4, 0, (byte)(3 + ac.Length), 0x10, .. ac,
            0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
            .. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2)), 0xFF, 0xD9,
        ];
    }

    /// <summary>A JPEG of a smooth gradient, optionally with an EXIF orientation of a quarter turn.</summary>
    public static byte[] Jpeg(int width, int height, bool grey = false, bool turned = false)
    {
        using var bitmap = new SKBitmap(width, height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint();
        paint.Shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0),
            new SKPoint(width, height),
            [SKColors.DarkBlue, SKColors.Orange],
            SKShaderTileMode.Clamp);
        canvas.DrawPaint(paint);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        var jpeg = data.ToArray();
        byte[] orientation =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        return turned ? [.. jpeg[..2], .. orientation, .. jpeg[2..]] : jpeg;
    }

    private static string Difference(int value) => "10" + Convert.ToString(value > 0 ? value : value + 63, 2).PadLeft(6, '0') + "0";

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}

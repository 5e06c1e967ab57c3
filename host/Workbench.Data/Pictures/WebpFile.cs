using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>Positions of a WebP file's chunks.</summary>
internal static class WebpFile
{
    private const int RiffHeader = 12, ChunkHeader = 8, Flags = 20;
    private const byte Animated = 2;

    /// <summary>Whether it has several frames.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsAnimated(byte[] file) =>
        file.Length > Flags && file.AsSpan(RiffHeader, 4).SequenceEqual("VP8X"u8) && (file[Flags] & Animated) != 0;

    /// <summary>Whether the file ends inside its pixels; the decoder would leave the rest black.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsTruncated(byte[] file)
    {
        foreach (var (kind, data) in Chunks(file))
        {
            if (data.End.Value > file.Length) return true;
            if (kind is "VP8 " or "VP8L") return false;
        }
        return true;
    }

    /// <summary>The EXIF block, or null.</summary>
    /// <param name="file">The file's bytes.</param>
    public static byte[]? ExifBlock(byte[] file) =>
        Chunks(file)
            .Where(chunk => chunk.Kind == "EXIF" && chunk.Data.End.Value <= file.Length)
            .Select(chunk => file[chunk.Data])
            .FirstOrDefault();

    private static IEnumerable<(string Kind, Range Data)> Chunks(byte[] file)
    {
        for (long at = RiffHeader; at + ChunkHeader <= file.Length;)
        {
            var (start, length) = ((int)at + ChunkHeader, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at + 4)));
            var end = Math.Min(start + (long)length, int.MaxValue);
            yield return (System.Text.Encoding.ASCII.GetString(file, (int)at, 4), start..(int)end);
            at = end + end % 2;
        }
    }
}

using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>Facts of a Windows bitmap's header that its decoder ignores.</summary>
internal static class BmpFile
{
    private const int Plain = 40, CompressionEnd = 34;

    /// <summary>Whether an uncompressed file has fewer bytes than its pixels need; the decoder would leave the rest black.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsTruncated(byte[] file)
    {
        if (file.Length < CompressionEnd) return true;
        if (Number(file, 14) < Plain || Number(file, 30) is not (0 or 3)) return false;
        var (width, height) = (Math.Abs((long)(int)Number(file, 18)), Math.Abs((long)(int)Number(file, 22)));
        return Number(file, 10) + (width * Bits(file) + 31) / 32 * 4 * height > file.Length;
    }

    /// <summary>Whether the fourth byte is alpha; in the plain header's 32-bit format it has no meaning.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool HasAlpha(byte[] file) => !(Number(file, 14) == Plain && Number(file, 30) == 0 && Bits(file) == 32);

    /// <summary>Whether a pixel has 16 bits: five per colour, or as the file's masks say.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsOf16Bits(byte[] file) => file.Length >= CompressionEnd && Number(file, 14) >= Plain && Bits(file) == 16;

    private static int Bits(byte[] file) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(28));

    private static long Number(byte[] file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
}

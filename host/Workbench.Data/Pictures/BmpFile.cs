using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>What a Windows bitmap's header says, which its decoder does not heed.</summary>
internal static class BmpFile
{
    private const int Plain = 40, CompressionEnd = 34;

    /// <summary>Whether a file without compression has fewer bytes than pixels: the decoder would leave the rest black.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsTruncated(byte[] file)
    {
        if (file.Length < CompressionEnd) return true;
        if (Number(file, 14) < Plain || Number(file, 30) is not (0 or 3)) return false;
        var (width, height) = (Math.Abs((long)(int)Number(file, 18)), Math.Abs((long)(int)Number(file, 22)));
        return Number(file, 10) + (width * Bits(file) + 31) / 32 * 4 * height > file.Length;
    }

    /// <summary>Whether its fourth byte is transparency: in the plain header's 32 bits it has no meaning.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool HasAlpha(byte[] file) => !(Number(file, 14) == Plain && Number(file, 30) == 0 && Bits(file) == 32);

    /// <summary>Whether its colours have five bits each, or as many as the file says.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool IsOf16Bits(byte[] file) => file.Length >= CompressionEnd && Number(file, 14) >= Plain && Bits(file) == 16;

    private static int Bits(byte[] file) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(28));

    private static long Number(byte[] file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
}

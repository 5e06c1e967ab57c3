namespace Workbench.Data.Files;

/// <summary>
/// Checks a tar file's headers before the base library does, which allocates as much memory for a name as its header claims.
/// </summary>
internal static class TarHeaders
{
    private const int Block = 512, KindAt = 156, SizeAt = 124, SizeLength = 12;
    private const long LongestName = 1 << 20;

    /// <summary>Throws if a header claims a name or attributes longer than 1 MiB.</summary>
    /// <param name="file">The tar file; its position does not change.</param>
    /// <exception cref="InvalidDataException">A header claims such a length.</exception>
    public static void RequireShortNames(FileStream file)
    {
        var header = new byte[Block];
        for (long at = 0, length = file.Length; at + Block <= length;)
        {
            if (RandomAccess.Read(file.SafeFileHandle, header, at) < Block) return;
            var size = SizeOf(header.AsSpan(SizeAt, SizeLength));
            if (header[KindAt] is (byte)'L' or (byte)'K' or (byte)'x' or (byte)'g' && size is > LongestName or < 0)
                throw new InvalidDataException($"a name in it claims {size} bytes");
            if (size < 0) return;   // the base library reports the fault
            at += Block + (size + Block - 1) / Block * Block;
        }
    }

    // Octal digits, or if the first bit is set a binary number of 95 bits, of which a file uses at most 63. Negative if it is larger.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        var size = 0L;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var value in field[1..]) size = size > long.MaxValue >> 9 ? -1 : size < 0 ? size : size << 8 | value;
            return size;
        }
        foreach (var digit in field)
            if (digit is >= (byte)'0' and <= (byte)'7') size = 8 * size + digit - '0';
        return size;
    }
}

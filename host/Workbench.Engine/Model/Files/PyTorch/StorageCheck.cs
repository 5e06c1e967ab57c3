using System.IO.Hashing;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>
/// The position of a part of a checkpoint, and the check of its bytes. Only the zip format has checksums, which detect flipped bits.
/// </summary>
/// <param name="name">The part's name for messages.</param>
/// <param name="start">Its position in the file.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="crc">The expected CRC-32; 0 if unknown.</param>
internal sealed class StorageCheck(string name, long start, long length, uint crc)
{
    private const int Piece = 1 << 20;

    private bool _compared = crc == 0;

    /// <summary>Position in the file.</summary>
    public long Start => start;

    /// <summary>
    /// A checksum for a reader to update with all bytes of the part and to pass to <see cref="Compare(Crc32)"/>. Null if the part was
    /// already compared, or if only some of its bytes are read.
    /// </summary>
    /// <param name="bytes">Number of bytes that will be read.</param>
    public Crc32? CreateChecksum(long bytes) => _compared || bytes != length ? null : new Crc32();

    /// <summary>Compares the checksum of all bytes with the expected one.</summary>
    /// <exception cref="UnreadableFileException">The checksums differ.</exception>
    public void Compare(Crc32 sum) =>
        _compared =
            sum.GetCurrentHashAsUInt32() == crc
                ? true
                : throw new UnreadableFileException($"its part '{UnreadableFileException.Printable(name)}' is damaged: "
                    + $"the checksum is {sum.GetCurrentHashAsUInt32():x8}, expected {crc:x8}");

    /// <summary>Reads and compares the whole part, unless that was done already.</summary>
    /// <exception cref="UnreadableFileException">The checksums differ.</exception>
    public void Compare(FileStream file)
    {
        if (_compared) return;
        var (sum, buffer) = (new Crc32(), new byte[Math.Min(Piece, length)]);
        file.Position = start;
        for (var left = length; left > 0;)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0) throw new EndOfStreamException();
            sum.Append(buffer.AsSpan(0, read));
            left -= read;
        }
        Compare(sum);
    }
}

using System.IO.Hashing;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>Where a part of a checkpoint lies, and whether its bytes are those that were written: a flipped bit makes other numbers, and no format but zip's checksum tells.</summary>
/// <param name="name">The part, as a message shows it.</param>
/// <param name="start">Where it begins in the file.</param>
/// <param name="length">Its bytes.</param>
/// <param name="crc">The CRC-32 that its bytes should have; 0 where that is not known.</param>
internal sealed class StorageCheck(string name, long start, long length, uint crc)
{
    private const int Piece = 1 << 20;

    private bool _compared = crc == 0;

    /// <summary>Where it begins in the file.</summary>
    public long Start => start;

    /// <summary>A sum to be fed with all its bytes while they are read for another purpose, and then given to <see cref="Compare(Crc32)"/>; null where nothing is to be compared any more.</summary>
    /// <param name="bytes">How many bytes will be read: less than all of them are no sum.</param>
    public Crc32? Sum(long bytes) => _compared || bytes != length ? null : new Crc32();

    /// <summary>Compares the sum of all bytes.</summary>
    /// <exception cref="UnreadableException">They are not those that were written.</exception>
    public void Compare(Crc32 sum) =>
        _compared =
            sum.GetCurrentHashAsUInt32() == crc
                ? true
                : throw new UnreadableException(
                    $"'{UnreadableException.Shown(name)}' in it is damaged: its checksum is {sum.GetCurrentHashAsUInt32():x8}, and {crc:x8} was written"
                );

    /// <summary>Reads all its bytes and compares them, where that was not done yet.</summary>
    /// <exception cref="UnreadableException">They are not those that were written.</exception>
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

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>
/// The bytes of a protocol buffers file, read at any position through a window. The file may be larger than the memory. Also counts the
/// memory of the values that are kept, since a damaged file can hold millions of empty messages.
/// </summary>
/// <param name="file">The file. Its position stays.</param>
internal sealed class WireFile(FileStream file)
{
    /// <summary>Maximum memory of all names, nodes and numbers, without the tensors. That of a network with 1,000 nodes is 4 MB.</summary>
    public const long MostMemory = 256L << 20;

    private const int WindowLength = 1 << 14;

    private readonly byte[] _window = new byte[WindowLength];
    private long _start;
    private int _count;
    private long _charged;

    /// <summary>Length of the file.</summary>
    public long Length { get; } = file.Length;

    /// <summary>The byte at a position.</summary>
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    public byte ByteAt(long position)
    {
        if (position < _start || position >= _start + _count)
        {
            (_start, _count) = (position, RandomAccess.Read(file.SafeFileHandle, _window, position));
            if (_count == 0) throw new EndOfStreamException();
        }
        return _window[position - _start];
    }

    /// <summary>Copies the bytes of a range.</summary>
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    public byte[] Bytes(WireRange range)
    {
        var bytes = new byte[range.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = ByteAt(range.Start + i);
        return bytes;
    }

    /// <summary>Counts the memory of a value that is kept.</summary>
    /// <exception cref="UnreadableFileException">The sum exceeds <see cref="MostMemory"/>.</exception>
    public void Charge(long bytes)
    {
        _charged += bytes;
        if (_charged > MostMemory)
            throw new UnreadableFileException($"its names, nodes and numbers take more than {MostMemory >> 20} MB without the tensors");
    }
}

/// <summary>A range of a file.</summary>
internal readonly record struct WireRange(long Start, long Length)
{
    public long End => Start + Length;
}

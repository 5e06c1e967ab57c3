using System.Buffers.Binary;
using System.IO.Compression;

namespace Workbench.Data.Pictures;

/// <summary>A PNG's header and the positions of its chunks.</summary>
internal sealed class PngFile
{
    private const int Signature = 8, Frame = 12, HeaderLength = 13;

    // Start and step of each pass of an interlaced picture (Adam7).
    private static readonly (int X, int Y, int Across, int Down)[] s_passes =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    private readonly byte[] _file;
    private readonly List<Range> _needed = [], _data = [];
    private int _bitsOfPixel;
    private bool _isInterlaced;

    private PngFile(byte[] file) => _file = file;

    /// <summary>Pixels in a row; 0 without a header.</summary>
    public long Width { get; private set; }

    /// <summary>Rows; 0 without a header.</summary>
    public long Height { get; private set; }

    /// <summary>Whether channels have 16 bits.</summary>
    public bool IsDeep { get; private set; }

    /// <summary>Whether the file ends inside a chunk.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The EXIF block, or null.</summary>
    public byte[]? ExifBlock { get; private set; }

    /// <summary>Reads a file's chunks, not its pixels.</summary>
    /// <param name="file">The file's bytes.</param>
    public static PngFile Read(byte[] file)
    {
        var png = new PngFile(file);
        png.Walk();
        return png;
    }

    /// <summary>The file with only the chunks that its pixels need, since compressed texts and profiles may be of any size.</summary>
    public byte[] EssentialChunks()
    {
        using var bare = new MemoryStream(_file.Length);
        bare.Write(_file.AsSpan(0, Signature));
        foreach (var part in _needed) bare.Write(_file.AsSpan(part));
        return bare.ToArray();
    }

    /// <summary>Whether the data has all pixels of the stated size. A decoder leaves absent ones transparent.</summary>
    public bool HasAllPixels()
    {
        using var packed = new MemoryStream();
        foreach (var part in _data) packed.Write(_file.AsSpan(part));
        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        try
        {
            for (var missing = Length(); missing > 0;)
            {
                var read = unpacked.Read(buffer);
                if (read == 0) return false;
                missing -= read;
            }
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private long Length() => !_isInterlaced ? Rows(Width, Height)
        : s_passes.Sum(pass => Rows((Width - pass.X + pass.Across - 1) / pass.Across, (Height - pass.Y + pass.Down - 1) / pass.Down));

    private long Rows(long width, long height) => width <= 0 || height <= 0 ? 0 : height * (1 + (width * _bitsOfPixel + 7) / 8);

    private void Walk()
    {
        for (var at = Signature; at < _file.Length;)
        {
            var length = _file.Length - at < Frame ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
            if (length > _file.Length - at - Frame)
            {
                IsTruncated = true;
                return;
            }
            var kind = _file.AsSpan(at + 4, 4);
            var (data, end) = ((at + 8)..(at + 8 + (int)length), at + Frame + (int)length);
            if (kind.SequenceEqual("IHDR"u8) && length == HeaderLength) TakeHeader(_file.AsSpan(data));
            if (kind.SequenceEqual("IDAT"u8)) _data.Add(data);
            if (kind.SequenceEqual("eXIf"u8)) ExifBlock ??= _file[data];
            // A chunk whose name begins with a capital letter is critical. The transparent colour is kept as well.
            if (char.IsAsciiLetterUpper((char)kind[0]) || kind.SequenceEqual("tRNS"u8)) _needed.Add(at..end);
            if (kind.SequenceEqual("IEND"u8)) return;
            at = end;
        }
        IsTruncated = _data.Count == 0;
    }

    private void TakeHeader(ReadOnlySpan<byte> header)
    {
        (Width, Height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        var (depth, kind) = (header[8], header[9]);
        (IsDeep, _isInterlaced) = (depth == 16, header[12] != 0);
        _bitsOfPixel = depth * kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
    }
}

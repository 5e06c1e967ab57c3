using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>
/// The position of a GIF's first picture, and the palette colour under its transparent pixels, which PIL keeps and the decoder drops.
/// </summary>
internal sealed class GifFile
{
    private const int Header = 13, ImageHeader = 10;
    private const byte Extension = 0x21, ImageStart = 0x2C, GraphicControl = 0xF9, HasPalette = 0x80, TransparentBit = 1;

    private readonly byte[] _file;
    private int? _flags;   // position of the first picture's transparency flag
    private (int Start, int Length) _palette;

    private GifFile(byte[] file) => _file = file;

    /// <summary>The screen's width, pixels.</summary>
    public int Width { get; private set; }

    /// <summary>The screen's height, pixels.</summary>
    public int Height { get; private set; }

    /// <summary>The first picture's place on the screen, pixels; null if the file has none.</summary>
    public (int Left, int Top, int Width, int Height)? First { get; private set; }

    /// <summary>Whether the file ends inside its first picture.</summary>
    public bool IsTruncated { get; private set; } = true;

    /// <summary>Whether the first picture leaves pixels uncovered, by its transparent colour or its size.</summary>
    public bool LeavesBackground =>
        First is { } first && (IsTransparent || !(first is { Left: 0, Top: 0 } && first.Width >= Width && first.Height >= Height));

    private bool IsTransparent => _flags is { } mark && (_file[mark] & TransparentBit) != 0;

    /// <summary>Reads a file's blocks, not its pixels.</summary>
    /// <param name="file">The file's bytes.</param>
    public static GifFile Read(byte[] file)
    {
        var gif = new GifFile(file);
        if (file.Length >= Header) gif.Walk();
        return gif;
    }

    /// <summary>The file without its transparency flag, so that any decoder gives the palette's colours.</summary>
    public byte[] WithoutTransparency()
    {
        if (!IsTransparent) return _file;
        var opaque = _file.ToArray();
        opaque[_flags!.Value] &= unchecked((byte)~TransparentBit);
        return opaque;
    }

    /// <summary>The colour of the pixels that the first picture leaves uncovered, three bytes.</summary>
    public byte[] BackgroundColour()
    {
        var index = IsTransparent ? _file[_flags!.Value + 3] : 0;
        var at = _palette.Start + 3 * index;
        return _palette.Length >= 3 * index + 3 && at + 3 <= _file.Length ? _file[at..(at + 3)] : [(byte)index, (byte)index, (byte)index];
    }

    private void Walk()
    {
        (Width, Height) = (Number(6), Number(8));
        _palette = (Header, PaletteLength(_file[10]));
        var at = Header + _palette.Length;
        while (at + 8 <= _file.Length && _file[at] == Extension)
        {
            if (_file[at + 1] == GraphicControl && _file[at + 2] == 4) _flags = at + 3;
            at = AfterBlocks(at + 2);
        }
        if (at + ImageHeader > _file.Length) return;
        if (_file[at] != ImageStart)
        {
            IsTruncated = false;   // corrupt: the decoder throws
            return;
        }
        First = (Number(at + 1), Number(at + 3), Number(at + 5), Number(at + 7));
        var own = PaletteLength(_file[at + 9]);
        if (own > 0) _palette = (at + ImageHeader, own);
        IsTruncated = AfterBlocks(at + ImageHeader + own + 1) > _file.Length;
    }

    // Blocks have their length before them; a block of length 0 ends them.
    private int AfterBlocks(int at)
    {
        while (at < _file.Length && _file[at] > 0) at += _file[at] + 1;
        return at + 1;
    }

    private int Number(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));

    private static int PaletteLength(byte flags) => (flags & HasPalette) == 0 ? 0 : 3 << (flags & 7) + 1;
}

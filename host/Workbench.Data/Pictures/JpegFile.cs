using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>One of a JPEG's components, and how much of the picture a block of it covers.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Across">Its sampling factor along a row.</param>
/// <param name="Down">Its sampling factor down a column.</param>
internal readonly record struct JpegComponent(byte Id, int Across, int Down);

/// <summary>What a JPEG says before its pixels, and where its parts lie.</summary>
internal sealed class JpegFile
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, Adobe = 0xEE, Jfif = 0xE0, Exif = 0xE1;
    private const int AdobeTransform = 11;

    private readonly byte[] _file;
    private readonly List<Range> _tables = [];   // what decoding needs, in order
    private byte? _adobe;
    private bool _isJfif;

    private JpegFile(byte[] file) => _file = file;

    /// <summary>Pixels in a row; 0 where the file does not say.</summary>
    public int Width { get; private set; }

    /// <summary>Rows; 0 where the file does not say.</summary>
    public int Height { get; private set; }

    /// <summary>Its components; none where the file does not say.</summary>
    public IReadOnlyList<JpegComponent> Components { get; private set; } = [];

    /// <summary>Whether it is of the usual kind: eight bits, sequential or progressive, with Huffman's code, in one, three or four components.</summary>
    public bool IsUsual { get; private set; }

    /// <summary>Whether it ends before its picture does.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The EXIF block, or null.</summary>
    public byte[]? ExifBlock { get; private set; }

    /// <summary>Whether three components are luma and two differences of colour, not red, green and blue: libjpeg's rules.</summary>
    public bool IsLumaAndColour =>
        Components.Count == 3 && (_isJfif || (_adobe is { } transform ? transform != 0 : !Components.Select(component => component.Id).SequenceEqual("RGB"u8.ToArray())));

    /// <summary>Reads a file's segments, not its pixels.</summary>
    /// <param name="file">The file's bytes.</param>
    public static JpegFile Read(byte[] file)
    {
        var jpeg = new JpegFile(file);
        jpeg.Walk();
        return jpeg;
    }

    /// <summary>
    /// The file with nothing but what its pixels need. Three components carry Adobe's mark of "not transformed", so that a decoder gives them as they
    /// are; four keep the mark that they have.
    /// </summary>
    public byte[] Bare()
    {
        var mark = Components.Count == 3 ? 0 : Components.Count == 4 ? _adobe : null;
        using var bare = new MemoryStream(_file.Length);
        bare.Write([0xFF, 0xD8]);
        if (mark is { } transform) bare.Write([0xFF, Adobe, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)transform]);
        foreach (var part in _tables) bare.Write(_file.AsSpan(part));
        return bare.ToArray();
    }

    private void Walk()
    {
        for (var at = 2; ;)
        {
            // Between segments there may be anything; before a marker, any number of fill bytes.
            at = Next(at);
            if (at + 1 >= _file.Length)
            {
                IsTruncated = true;
                return;
            }
            var marker = _file[at + 1];
            if (marker == EndOfImage) return;
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }
            var length = at + 4 <= _file.Length ? BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at + 2)) : int.MaxValue - at - 2;
            if (length < 2) return;   // corrupt: the decoder says so
            if (at + 2 + length > _file.Length)
            {
                IsTruncated = true;
                return;
            }
            if (marker == StartOfScan)
            {
                _tables.Add(at..);
                IsTruncated = !HasEnd(at + 2 + length);
                return;
            }
            Take(marker, _file.AsSpan(at + 4, length - 2), at..(at + 2 + length));
            at += 2 + length;
        }
    }

    private int Next(int at)
    {
        var found = at < _file.Length ? _file.AsSpan(at).IndexOf((byte)0xFF) : -1;
        if (found < 0) return _file.Length;
        at += found;
        while (at + 1 < _file.Length && _file[at + 1] == 0xFF) at++;
        return at;
    }

    private void Take(byte marker, ReadOnlySpan<byte> data, Range segment)
    {
        switch (marker)
        {
            case 0xC4 or 0xDB or 0xDD:
                _tables.Add(segment);
                break;
            case >= 0xC0 and <= 0xCF and not 0xC8 and not 0xCC:
                _tables.Add(segment);
                if (Width == 0) TakeFrame(marker, data);
                else IsUsual = false;   // a second frame
                break;
            case Adobe when data.StartsWith("Adobe"u8) && data.Length > AdobeTransform:
                _adobe = data[AdobeTransform];
                break;
            case Jfif when data.StartsWith("JFIF\0"u8):
                _isJfif = true;
                break;
            case Exif when data.StartsWith("Exif\0"u8) && data.Length > 6:
                ExifBlock ??= data[6..].ToArray();
                break;
        }
    }

    private void TakeFrame(byte marker, ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || data.Length < 6 + 3 * data[5]) return;
        (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(data[1..]), BinaryPrimitives.ReadUInt16BigEndian(data[3..]));
        var components = new JpegComponent[data[5]];
        for (var i = 0; i < components.Length; i++) components[i] = new(data[6 + 3 * i], data[7 + 3 * i] >> 4, data[7 + 3 * i] & 15);
        Components = components;
        IsUsual = marker <= 0xC2 && data[0] == 8 && components.Length is 1 or 3 or 4 && Width > 0 && Height > 0
            && components.All(component => component is { Across: >= 1 and <= 4, Down: >= 1 and <= 4 });
    }

    // Within a scan, 0xFF stands before a zero or is a marker.
    private bool HasEnd(int at)
    {
        while ((at = Next(at)) + 1 < _file.Length)
        {
            var marker = _file[at + 1];
            if (marker == EndOfImage) return true;
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }
            if (at + 4 > _file.Length) return false;
            at += 2 + Math.Max((ushort)2, BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at + 2)));
        }
        return false;
    }
}

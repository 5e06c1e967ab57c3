using System.Buffers.Binary;

namespace Workbench.Data.Pictures;

/// <summary>
/// The colour under a GIF's transparent pixels, which an imaging library forgets and PIL keeps: the palette's own. Taking the mark of transparency out of the
/// first picture's header makes any decoder give it.
/// </summary>
internal static class GifPalette
{
    private const int Header = 13, ImageHeader = 10;
    private const byte Extension = 0x21, ImageStart = 0x2C, GraphicControl = 0xF9, HasPalette = 0x80, IsTransparent = 1;

    /// <summary>The file with an opaque first picture, and the colour of the pixels that the picture leaves free.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <returns>Null where it is no GIF, or nothing in it is transparent by its first header.</returns>
    public static (byte[] Opaque, byte[] Ground)? Of(byte[] file)
    {
        if (file.Length < Header || !file.AsSpan().StartsWith("GIF8"u8)) return null;
        var (at, palette) = (Header, (Start: Header, Length: PaletteLength(file[10])));
        at += palette.Length;
        int? flags = null;
        while (at + 8 <= file.Length && file[at] == Extension)
        {
            if (file[at + 1] == GraphicControl && file[at + 2] == 4) flags = at + 3;
            for (at += 2; at < file.Length && file[at] > 0;) at += file[at] + 1;
            at++;
        }
        if (at + ImageHeader > file.Length || file[at] != ImageStart) return null;
        if (PaletteLength(file[at + 9]) is > 0 and var own) palette = (at + ImageHeader, own);
        var transparent = flags is { } mark && (file[mark] & IsTransparent) != 0;
        var index = transparent ? file[flags!.Value + 3] : 0;
        byte[] ground = palette.Length >= 3 * index + 3 && palette.Start + 3 * index + 3 <= file.Length
            ? file[(palette.Start + 3 * index)..(palette.Start + 3 * index + 3)]
            : [(byte)index, (byte)index, (byte)index];
        if (!transparent) return CoversAll(file, at) ? null : (file, ground);
        var opaque = file.ToArray();
        opaque[flags!.Value] &= unchecked((byte)~IsTransparent);
        return (opaque, ground);
    }

    private static int PaletteLength(byte flags) => (flags & HasPalette) == 0 ? 0 : 3 << (flags & 7) + 1;

    private static bool CoversAll(byte[] file, int image)
    {
        int Number(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
        return Number(image + 1) == 0 && Number(image + 3) == 0 && Number(image + 5) >= Number(6) && Number(image + 7) >= Number(8);
    }
}

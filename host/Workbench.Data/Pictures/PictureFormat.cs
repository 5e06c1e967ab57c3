namespace Workbench.Data.Pictures;

/// <summary>Format of a picture's file, by its first bytes.</summary>
internal enum PictureFormat
{
    /// <summary>Another or an unknown format.</summary>
    Other,
    Jpeg,
    Png,
    Webp,
    /// <summary>A Windows bitmap.</summary>
    Bmp,
    Gif,
    Tiff,
    /// <summary>A portable map: .ppm, .pgm, .pbm.</summary>
    PortableMap,
}

/// <summary>Detects formats and names them.</summary>
internal static class PictureFormats
{
    /// <summary>The format that the first bytes indicate.</summary>
    /// <param name="file">The file's bytes.</param>
    public static PictureFormat FromBytes(byte[] file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => PictureFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => PictureFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PictureFormat.Webp,
        [(byte)'B', (byte)'M', ..] => PictureFormat.Bmp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => PictureFormat.Gif,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => PictureFormat.Tiff,
        [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#', ..] =>
            PictureFormat.PortableMap,
        _ => PictureFormat.Other,
    };

    /// <summary>The format's name, for messages.</summary>
    /// <param name="format">The format.</param>
    public static string Name(PictureFormat format) => format switch
    {
        PictureFormat.Webp => "WebP",
        PictureFormat.PortableMap => "portable map",
        _ => format.ToString().ToUpperInvariant(),
    };
}

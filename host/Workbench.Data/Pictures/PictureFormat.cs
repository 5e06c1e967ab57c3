namespace Workbench.Data.Pictures;

/// <summary>What a picture's file is, by its first bytes.</summary>
internal enum PictureFormat
{
    /// <summary>None of the others.</summary>
    Other,
    /// <summary>JPEG.</summary>
    Jpeg,
    /// <summary>PNG.</summary>
    Png,
    /// <summary>WebP.</summary>
    Webp,
    /// <summary>A Windows bitmap.</summary>
    Bmp,
    /// <summary>GIF.</summary>
    Gif,
    /// <summary>TIFF.</summary>
    Tiff,
    /// <summary>A portable map: .ppm, .pgm, .pbm.</summary>
    PortableMap,
}

/// <summary>Tells formats apart.</summary>
internal static class PictureFormats
{
    /// <summary>The format that a file begins as.</summary>
    /// <param name="file">The file's bytes.</param>
    public static PictureFormat Of(byte[] file) => file switch
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

    /// <summary>Its name, for messages.</summary>
    /// <param name="format">The format.</param>
    public static string Name(PictureFormat format) => format switch
    {
        PictureFormat.Webp => "WebP",
        PictureFormat.PortableMap => "portable map",
        _ => format.ToString().ToUpperInvariant(),
    };
}

using Workbench.Data.Files;
using Workbench.Data.Pictures;

namespace Workbench.Data;

/// <summary>
/// An RGB image: 8 bits per channel, row by row, three bytes per pixel. Only the folder Pictures, which decodes, and
/// <see cref="PictureEncoder"/> depend on the imaging libraries.
/// </summary>
public sealed class Image
{
    /// <summary>Size limit, width × height: a few bytes of a header can claim any amount of memory.</summary>
    public const int MaxPixels = 100_000_000;

    /// <summary>
    /// Names and versions of the libraries that decode images; the second reads formats that the first does not. Pixels can differ by a
    /// level between versions.
    /// </summary>
    public static string Decoder { get; } = PictureDecoder.Name;

    /// <summary>Wraps existing pixels without a copy.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="rgb">Width × height × 3 bytes.</param>
    /// <exception cref="ArgumentException">The size and the number of bytes do not agree.</exception>
    public Image(int width, int height, byte[] rgb)
    {
        if (width < 1 || height < 1 || rgb.LongLength != 3L * width * height)
            throw new ArgumentException($"{rgb.Length} bytes do not form a {width}×{height} RGB image.", nameof(rgb));
        (Width, Height, Rgb) = (width, height, rgb);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width × Height × 3 bytes.</summary>
    public byte[] Rgb { get; }

    /// <summary>The file of the image, for messages; null if it was not read from one.</summary>
    public string? Source { get; private init; }

    /// <summary>The EXIF orientation in the file, 1 (upright) to 8, whether or not the <see cref="PictureReading"/> applied it.</summary>
    public int StoredOrientation { get; private init; } = 1;

    /// <summary>Whether the file has transparent pixels; the <see cref="PictureReading"/> chose their colour.</summary>
    public bool HadTransparency { get; private init; }

    /// <summary>
    /// Reads a JPEG, PNG, WebP, BMP, GIF (first frame), TIFF (first page) or portable map. Grey and CMYK become RGB; colour profiles are
    /// ignored. By default, alpha is dropped and the colour under it kept, as <c>PIL.Image.convert("RGB")</c> does, and the EXIF
    /// orientation is ignored, since boxes and published numbers refer to the stored pixels.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">How its pixels are read; null for the default.</param>
    /// <exception cref="DataException">
    /// The file is missing, empty, not a regular file, truncated, corrupt, larger than <see cref="MaxPixels"/> or not an image; the message
    /// names it and the reason. A JPEG that is damaged in the middle decodes without an error, as the format has no checksum.
    /// </exception>
    public static Image Load(string path, PictureReading? reading = null) => Decode(FileBytes.Read(path, "image"), path, reading);

    /// <summary>Decodes an image file's bytes as <see cref="Load"/> does.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="reading">How its pixels are read; null for the default.</param>
    /// <exception cref="DataException">The file is empty, truncated, corrupt, too large or not an image.</exception>
    internal static Image Decode(byte[] file, string path, PictureReading? reading = null)
    {
        reading ??= PictureReading.Default;
        if (file.Length == 0) throw new DataException($"The image '{path}' is empty (0 bytes).");
        var raw = PictureDecoder.Decode(file, path, reading.Alpha);
        var (width, height, rgb) = (raw.Width, raw.Height, raw.Colours(reading.Alpha));
        if (reading.Orientation == PictureOrientation.Upright)
            (width, height, rgb) = ExifRotation.Upright(rgb, width, height, raw.Orientation);
        return new Image(width, height, rgb) { Source = path, StoredOrientation = raw.Orientation, HadTransparency = raw.IsTransparent };
    }

    /// <summary>Writes the image as a PNG file and replaces an existing one.</summary>
    /// <param name="path">The file; its folder is created if missing.</param>
    public void SavePng(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, PictureEncoder.Png(this));
    }

    /// <summary>Throws if a picture is too large to decode.</summary>
    /// <exception cref="DataException">It has more than <see cref="MaxPixels"/> pixels.</exception>
    internal static void RequireSmall(long width, long height, string path)
    {
        if (width * height > MaxPixels)
            throw new DataException(
                $"The image '{path}' is too large: {width}×{height} pixels, more than {MaxPixels / 1_000_000} million.");
    }
}

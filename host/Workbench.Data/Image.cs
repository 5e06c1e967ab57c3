using Workbench.Data.Files;
using Workbench.Data.Pictures;

namespace Workbench.Data;

/// <summary>
/// An RGB image: 8 bits a channel, row by row, three bytes a pixel. The folder Pictures decodes it and <see cref="PictureEncoder"/> encodes it: no other
/// place knows the imaging library, so that another can take its place.
/// </summary>
public sealed class Image
{
    /// <summary>Largest width × height that is decoded: a few bytes of a header can ask for any amount of memory.</summary>
    public const int MaxPixels = 100_000_000;

    /// <summary>Names and versions of the libraries that decode images, the second what the first does not read: pixels can differ by a level between two.</summary>
    public static string Decoder { get; } = PictureDecoder.Name;

    /// <summary>An image over existing pixels, which it does not copy.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="rgb">Width × height × 3 bytes.</param>
    /// <exception cref="ArgumentException">The three do not agree.</exception>
    public Image(int width, int height, byte[] rgb)
    {
        if (width < 1 || height < 1 || rgb.LongLength != 3L * width * height)
            throw new ArgumentException($"{rgb.Length} bytes are no RGB image of {width}×{height}.", nameof(rgb));
        (Width, Height, Rgb) = (width, height, rgb);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width × Height × 3 bytes.</summary>
    public byte[] Rgb { get; }

    /// <summary>The file that it was read from, for messages; null for one that was made.</summary>
    public string? Source { get; private init; }

    /// <summary>The EXIF orientation in its file, 1 (upright) to 8; whether it was heeded, the <see cref="PictureReading"/> said.</summary>
    public int StoredOrientation { get; private init; } = 1;

    /// <summary>Whether its file has transparent pixels; what became of them, the <see cref="PictureReading"/> said.</summary>
    public bool HadTransparency { get; private init; }

    /// <summary>
    /// Reads a JPEG, PNG, WebP, BMP, GIF (the first picture), TIFF (the first page) or portable map. Grey and CMYK become RGB; colour profiles are ignored.
    /// Where nothing else is chosen, alpha is dropped and the colour under it kept, as <c>PIL.Image.convert("RGB")</c> does, and the EXIF orientation is
    /// ignored, since boxes and published numbers refer to the stored pixels.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">How its pixels are taken; the default where null.</param>
    /// <exception cref="DataException">
    /// The file is missing, empty, no regular file, truncated, corrupt, larger than <see cref="MaxPixels"/> or no image; the message names it and says which. A JPEG
    /// whose middle is damaged decodes without complaint: the format has no checksum.
    /// </exception>
    public static Image Load(string path, PictureReading? reading = null) => Decode(FileBytes.Read(path, "image"), path, reading);

    /// <summary>Reads the content of an image file as <see cref="Load"/> does.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="reading">How its pixels are taken; the default where null.</param>
    /// <exception cref="DataException">It is empty, truncated, corrupt, too large or no image.</exception>
    internal static Image Decode(byte[] file, string path, PictureReading? reading = null)
    {
        reading ??= PictureReading.Default;
        if (file.Length == 0) throw new DataException($"The image '{path}' is empty (0 bytes).");
        var raw = PictureDecoder.Decode(file, path, reading.Alpha);
        var (width, height, rgb) = (raw.Width, raw.Height, raw.Colours(reading.Alpha));
        if (reading.Orientation == PictureOrientation.Upright) (width, height, rgb) = Turning.Upright(rgb, width, height, raw.Orientation);
        return new Image(width, height, rgb) { Source = path, StoredOrientation = raw.Orientation, HadTransparency = raw.IsTransparent };
    }

    /// <summary>Writes the image as a PNG file, in place of one that is there.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    public void SavePng(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, PictureEncoder.Png(this));
    }

    /// <summary>Refuses a picture of more pixels than are decoded.</summary>
    /// <exception cref="DataException">It has more.</exception>
    internal static void RequireSmall(long width, long height, string path)
    {
        if (width * height > MaxPixels)
            throw new DataException(
                $"The image '{path}' is too large: {width}×{height} pixels, more than {MaxPixels / 1_000_000} million.");
    }
}

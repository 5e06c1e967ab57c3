using SkiaSharp;
using Workbench.Engine.Data.Files;

namespace Workbench.Engine.Data;

/// <summary>
/// An RGB image: 8 bits a channel, row by row, three bytes a pixel. The only class of the engine that knows the imaging
/// library, so that another one can take its place.
/// </summary>
public sealed class Image
{
    /// <summary>Largest width × height that is decoded: a few bytes of a header can ask for any amount of memory.</summary>
    public const int MaxPixels = 100_000_000;

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

    /// <summary>
    /// Reads a JPEG, PNG, WebP, BMP or GIF file. Grey and CMYK become RGB; alpha is dropped and the colour under it kept,
    /// as <c>PIL.Image.convert("RGB")</c> does; colour profiles and the EXIF orientation are ignored, since boxes and
    /// published numbers refer to the stored pixels.
    /// </summary>
    /// <exception cref="DataException">
    /// The file is missing, empty, truncated, corrupt, larger than <see cref="MaxPixels"/> or no image; the message names it and says which. A JPEG whose middle
    /// is damaged decodes without complaint: the format has no checksum.
    /// </exception>
    public static Image Load(string path) => Decode(FileBytes.Read(path, "image"), path);

    /// <summary>Reads the content of an image file as <see cref="Load"/> does.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="DataException">It is empty, truncated, corrupt, too large or no image.</exception>
    internal static Image Decode(byte[] file, string path)
    {
        if (file.Length == 0) throw new DataException($"The image '{path}' is empty (0 bytes).");
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream, out var opened);
        if (codec is null) throw Unreadable(path, opened);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaxPixels)
            throw new DataException($"The image '{path}' is too large: {width}×{height} pixels, more than {MaxPixels / 1_000_000} million.");
        // A JPEG spends a bit at least on each block of 8×8 pixels: a header that claims more lies, and decoding the absent rest would take long.
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && (long)width * height > 8 * 64L * file.Length) throw Unreadable(path, SKCodecResult.IncompleteInput);
        var rgba = new byte[4 * width * height];
        var decoded = Decode(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), rgba);
        return decoded == SKCodecResult.Success ? new Image(width, height, DropAlpha(rgba)) : throw Unreadable(path, decoded);
    }

    /// <summary>Writes the image as a PNG file, in place of one that is there.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    public void SavePng(string path)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < Rgb.Length; from += 3, to += 4)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (Rgb[from], Rgb[from + 1], Rgb[from + 2], 255);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    private static unsafe SKCodecResult Decode(SKCodec codec, SKImageInfo info, byte[] rgba)
    {
        fixed (byte* pixels = rgba) return codec.GetPixels(info, (nint)pixels);
    }

    private static byte[] DropAlpha(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        return rgb;
    }

    private static DataException Unreadable(string path, SKCodecResult result) => new($"The image '{path}' " + result switch
    {
        SKCodecResult.IncompleteInput => "is truncated: the file ends before the picture does.",
        SKCodecResult.Unimplemented => "is in no format that can be read (JPEG, PNG, WebP, BMP, GIF).",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "is corrupt.",
        _ => $"cannot be decoded ({result}).",
    });
}

using System.Reflection;
using SkiaSharp;
using Workbench.Data.Files;
using Workbench.Data.Pictures;

namespace Workbench.Data;

/// <summary>
/// An RGB image: 8 bits a channel, row by row, three bytes a pixel. With the folder Pictures, the only place of the engine that knows the imaging
/// libraries, so that others can take their place.
/// </summary>
public sealed class Image
{
    /// <summary>Largest width × height that is decoded: a few bytes of a header can ask for any amount of memory.</summary>
    public const int MaxPixels = 100_000_000;

    // Several of this size at one time would be gigabytes.
    private const int LargePixels = 16_000_000;

    private static readonly Lock s_large = new();

    /// <summary>Name and version of the library that decodes images: pixels can differ by a level between two.</summary>
    public static string Decoder { get; } = $"SkiaSharp {VersionOf(typeof(SKBitmap).Assembly)}";

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
        if (ScannedPicture.Is(file)) return Made(ScannedPicture.Decode(file, path), path, reading);
        if (reading.Alpha != PictureAlpha.Dropped || GifPalette.Of(file) is not { } gif) return Made(Decoded(file, path), path, reading);
        var raw = Decoded(gif.Opaque, path);
        for (var at = 0; at < raw.Rgba.Length; at += 4)
            if (raw.Rgba[at + 3] == 0) gif.Ground.CopyTo(raw.Rgba.AsSpan(at));
        return Made(raw with { IsTransparent = true }, path, reading);
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

    /// <summary>Refuses a picture of more pixels than are decoded.</summary>
    /// <exception cref="DataException">It has more.</exception>
    internal static void RequireSmall(long width, long height, string path)
    {
        if (width * height > MaxPixels) throw new DataException($"The image '{path}' is too large: {width}×{height} pixels, more than {MaxPixels / 1_000_000} million.");
    }

    private static Image Made(RawPicture raw, string path, PictureReading reading)
    {
        var (width, height, rgb) = (raw.Width, raw.Height, raw.Rgb(reading.Alpha));
        if (reading.Orientation == PictureOrientation.Upright) (width, height, rgb) = Turning.Upright(rgb, width, height, raw.Orientation);
        return new Image(width, height, rgb) { Source = path, StoredOrientation = raw.Orientation, HadTransparency = raw.IsTransparent };
    }

    private static RawPicture Decoded(byte[] file, string path)
    {
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream, out var opened);
        if (codec is null) throw Unreadable(path, opened);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        RequireSmall(width, height, path);
        // A JPEG spends a bit at least on each block of 8×8 pixels: a header that claims more lies, and decoding the absent rest would take long.
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && (long)width * height > 8 * 64L * file.Length) throw Unreadable(path, SKCodecResult.IncompleteInput);
        if ((long)width * height <= LargePixels) return Pixels(codec, width, height, path);
        lock (s_large) return Pixels(codec, width, height, path);
    }

    private static unsafe RawPicture Pixels(SKCodec codec, int width, int height, string path)
    {
        var rgba = new byte[4L * width * height];
        SKCodecResult decoded;
        fixed (byte* pixels = rgba) decoded = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
        return decoded == SKCodecResult.Success ? new RawPicture(width, height, rgba, (int)codec.EncodedOrigin) : throw Unreadable(path, decoded);
    }

    private static string VersionOf(Assembly library) =>
        library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? library.GetName().Version?.ToString() ?? "?";

    private static DataException Unreadable(string path, SKCodecResult result) => new($"The image '{path}' " + result switch
    {
        SKCodecResult.IncompleteInput => "is truncated: the file ends before the picture does.",
        SKCodecResult.Unimplemented => "is in no format that can be read (JPEG, PNG, WebP, BMP, GIF, TIFF, PPM).",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "is corrupt.",
        _ => $"cannot be decoded ({result}).",
    });
}

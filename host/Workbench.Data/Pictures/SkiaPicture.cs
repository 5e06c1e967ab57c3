using SkiaSharp;

namespace Workbench.Data.Pictures;

/// <summary>
/// Decodes formats that ImageSharp does not read, or not exactly enough. JPEG: Skia's libjpeg-turbo gives PIL's pixels to the bit.
/// ImageSharp transforms blocks in floating point and repeats subsampled colour, which differs from PIL by up to 80 grey levels, or by 3
/// with libjpeg's smooth upsampling. Even 3 levels changed two GradCAM decisions in a hundred on VOC's photographs, where one is allowed.
/// Also: animated WebP (first frame), 16-bit bitmaps, whose colours ImageSharp rounds differently, and icons. For an unknown format it
/// gives the error.
/// </summary>
internal static class SkiaPicture
{
    /// <summary>Whether a file is decoded here.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="format">The format that its first bytes indicate.</param>
    public static bool Reads(byte[] file, PictureFormat format) => format switch
    {
        PictureFormat.Other or PictureFormat.Jpeg => true,
        PictureFormat.Bmp => BmpFile.IsOf16Bits(file),
        PictureFormat.Webp => WebpFile.IsAnimated(file),
        _ => false,
    };

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="DataException">
    /// The file is truncated, corrupt, too large or of an unsupported format; the message names it.
    /// </exception>
    public static RawPicture Decode(byte[] file, string path)
    {
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream, out var opened);
        if (codec is null) throw Unreadable(path, opened);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        Image.RequireSmall(width, height, path);
        // A JPEG needs at least one bit per block of 8×8 pixels. A header that claims more is wrong, and decoding the missing rest takes
        // long.
        PictureDecoder.RequireWhole(
            codec.EncodedFormat != SKEncodedImageFormat.Jpeg || (long)width * height <= 8 * 64L * file.Length,
            path);
        return PictureDecoder.OneLargeAtATime(width, height, () => Pixels(codec, width, height, path));
    }

    private static unsafe RawPicture Pixels(SKCodec codec, int width, int height, string path)
    {
        var rgba = new byte[4L * width * height];
        SKCodecResult decoded;
        fixed (byte* pixels = rgba)
            decoded = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
        return decoded == SKCodecResult.Success
            ? RawPicture.From(width, height, rgba, (int)codec.EncodedOrigin)
            : throw Unreadable(path, decoded);
    }

    private static DataException Unreadable(string path, SKCodecResult result) => new($"The image '{path}' " + result switch
    {
        SKCodecResult.IncompleteInput => PictureDecoder.Truncated,
        SKCodecResult.Unimplemented => "is not in a supported format (JPEG, PNG, WebP, BMP, GIF, TIFF, PPM).",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => PictureDecoder.Corrupt,
        _ => $"cannot be decoded ({result}).",
    });
}

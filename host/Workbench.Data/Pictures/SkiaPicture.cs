using SkiaSharp;

namespace Workbench.Data.Pictures;

/// <summary>
/// Decodes what ImageSharp does not, or not as the numbers need it. JPEG: Skia's libjpeg-turbo gives PIL's pixels to the bit. ImageSharp transforms blocks
/// in floating point and repeats colour that is stored at half the size: up to eighty grey levels from PIL's, three where the colour is made smooth as
/// libjpeg does it. Even three changed two GradCAM decisions in a hundred on VOC's photographs, where one may. Animated WebP (the first picture); bitmaps of
/// 16 bits, whose colours ImageSharp rounds otherwise; icons. It also says what is wrong with a file of no known kind.
/// </summary>
internal static class SkiaPicture
{
    /// <summary>Whether a file is of a kind that is read here.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="format">What it is by its first bytes.</param>
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
    /// <exception cref="DataException">It is truncated, corrupt, too large, or of a kind that is not read; the message names it.</exception>
    public static RawPicture Decode(byte[] file, string path)
    {
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream, out var opened);
        if (codec is null) throw Unreadable(path, opened);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        Image.RequireSmall(width, height, path);
        // A JPEG spends a bit at least on each block of 8×8 pixels: a header that claims more lies, and decoding the absent rest would take long.
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
        SKCodecResult.Unimplemented => "is in no format that can be read (JPEG, PNG, WebP, BMP, GIF, TIFF, PPM).",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => PictureDecoder.Corrupt,
        _ => $"cannot be decoded ({result}).",
    });
}

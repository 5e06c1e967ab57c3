using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Workbench.Data.Pictures;

/// <summary>
/// Decodes what scanners and old tools write and Skia does not read: TIFF and the portable maps (.ppm, .pgm, .pbm). Of a file with several pages, the first.
/// JPEG stays with Skia: its libjpeg-turbo gives PIL's pixels to the bit, and the numbers that are compared hang on them.
/// </summary>
internal static class ScannedPicture
{
    // Plain arrays that the collector frees: a pool would keep a large picture's memory for the next one.
    private static readonly Configuration s_configuration = new(new TiffConfigurationModule(), new PbmConfigurationModule()) { MemoryAllocator = new SimpleGcMemoryAllocator(), MaxDegreeOfParallelism = 1 };

    /// <summary>Whether a file begins as one of these.</summary>
    public static bool Is(byte[] file) =>
        file is [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] or [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#', ..];

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <exception cref="DataException">It is truncated, corrupt, too large, or of a kind that is not read; the message names it.</exception>
    public static RawPicture Decode(byte[] file, string path)
    {
        var what = file[0] == 'P' ? "portable map" : "TIFF";
        try
        {
            if (SixLabors.ImageSharp.Image.Identify(s_configuration, new MemoryStream(file)) is not { } info) throw Refused("is corrupt");
            Data.Image.RequireSmall(info.Width, info.Height, path);
            // Of several pages the first alone: the others may be of any number and size.
            using var picture = file[0] == 'P'
                ? SixLabors.ImageSharp.Image.Load<Rgba32>(s_configuration, new MemoryStream(file))
                : SixLabors.ImageSharp.Image.Load<Rgba32>(s_configuration, new MemoryStream(file), new TiffDecoder { DecodingMode = FrameDecodingMode.First });
            // The decoder takes black for white in some faxes, whatever the file says: rather none than a wrong one.
            if (picture.Frames.RootFrame.Metadata.GetTiffMetadata().BitsPerPixel is TiffBitsPerPixel.Bit1) throw new NotSupportedException("black and white without grey");
            var rgba = new byte[4L * picture.Width * picture.Height];
            picture.CopyPixelDataTo(rgba);
            return new RawPicture(picture.Width, picture.Height, rgba, OrientationOf(picture.Metadata.ExifProfile ?? picture.Frames.RootFrame.Metadata.ExifProfile));
        }
        catch (NotSupportedException error)
        {
            throw new DataException($"The image '{path}' is a {what} of a kind that is not read: {error.Message.TrimEnd('.')}. Save it as PNG, or as an uncompressed RGB {what}.", error);
        }
        // A damaged file makes the decoder throw whatever an index or a size out of range throws.
        catch (Exception error) when (error is not (DataException or OutOfMemoryException))
        {
            throw Refused("is truncated or corrupt", error);
        }

        DataException Refused(string why, Exception? inner = null) => new($"The image '{path}' {why}: it is no whole {what}.", inner);
    }

    private static int OrientationOf(ExifProfile? exif) => exif?.GetValue(ExifTag.Orientation)?.Value is { } orientation and >= 1 and <= 8 ? orientation : 1;
}

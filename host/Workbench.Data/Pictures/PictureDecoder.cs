using System.Reflection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Workbench.Data.Pictures;

/// <summary>
/// Decodes pictures with ImageSharp. Size and completeness are checked before pixels are decoded, and any exception for a crafted file
/// becomes a message that names it. <see cref="SkiaPicture"/> reads the formats that ImageSharp does not.
/// </summary>
internal static class PictureDecoder
{
    /// <summary>End of a message.</summary>
    public const string Truncated = "is truncated: the file ends before the picture does.", Corrupt = "is corrupt.";

    /// <summary>Names and versions of the libraries.</summary>
    public static string Name { get; } =
        $"ImageSharp {VersionOf(typeof(Configuration).Assembly)}, SkiaSharp {VersionOf(typeof(SkiaSharp.SKCodec).Assembly)}";

    // Decoding several pictures above this size at once would take gigabytes.
    private const int LargePixels = 16_000_000;

    private static readonly Lock s_large = new();

    private static readonly Configuration s_configuration = new() { MemoryAllocator = new PictureMemory(), MaxDegreeOfParallelism = 1 };

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="alpha">Treatment of transparency; if it is dropped, a GIF's palette gives the colour under it.</param>
    /// <exception cref="DataException">
    /// The file is truncated, corrupt, too large or of an unsupported kind; the message names it.
    /// </exception>
    public static RawPicture Decode(byte[] file, string path, PictureAlpha alpha)
    {
        var format = PictureFormats.FromBytes(file);
        var name = PictureFormats.Name(format);
        try
        {
            if (SkiaPicture.Reads(file, format)) return SkiaPicture.Decode(file, path);
            return format switch
            {
                PictureFormat.Png => Png(file, path),
                PictureFormat.Gif => Gif(file, path, alpha),
                PictureFormat.Bmp => Bmp(file, path),
                PictureFormat.Webp => Webp(file, path),
                PictureFormat.Tiff => Tiff(file, path),
                _ => Sized(file, path, new PbmDecoder()),
            };
        }
        catch (NotSupportedException error)
        {
            throw new DataException(
                $"The image '{path}' is a {name} of an unsupported kind: {error.Message.TrimEnd('.')}. Save it as PNG.",
                error);
        }
        // For a damaged file the decoder can throw nearly any exception. A lack of memory is not the file's fault.
        catch (Exception error) when (error is not (DataException or OutOfMemoryException))
        {
            var why = format is PictureFormat.Tiff or PictureFormat.PortableMap
                ? $"is truncated or corrupt: it is not a complete {name}."
                : Corrupt;
            throw new DataException($"The image '{path}' {why}", error);
        }
    }

    private static RawPicture Png(byte[] file, string path)
    {
        var png = PngFile.Read(file);
        Image.RequireSmall(png.Width, png.Height, path);
        RequireWhole(!png.IsTruncated, path);
        var raw = Pixels((int)png.Width, (int)png.Height, png.EssentialChunks(), new PngDecoder { IgnoreMetadata = true }, png.IsDeep);
        // The decoder leaves absent pixels transparent.
        if (raw.Alpha is { } alpha && alpha.Contains((byte)0)) RequireWhole(png.HasAllPixels(), path);
        return raw with { Orientation = OrientationOf(png.ExifBlock) };
    }

    private static RawPicture Gif(byte[] file, string path, PictureAlpha alpha)
    {
        var gif = GifFile.Read(file);
        Image.RequireSmall(gif.Width, gif.Height, path);
        RequireWhole(!gif.IsTruncated, path);
        if (gif.First is not { } first) throw new InvalidImageContentException("It has no picture.");
        Image.RequireSmall(first.Width, first.Height, path);
        var keepsColour = alpha == PictureAlpha.Dropped;
        var decoder = new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First };
        var raw = Pixels(gif.Width, gif.Height, keepsColour ? gif.WithoutTransparency() : file, decoder);
        if (!gif.LeavesBackground) return raw;
        // Outside the picture the decoder gives black; those pixels should be transparent.
        var (around, ground) = (raw.Alpha ?? Enumerable.Repeat(byte.MaxValue, gif.Width * gif.Height).ToArray(), gif.BackgroundColour());
        for (var i = 0; i < around.Length; i++)
        {
            var (x, y) = (i % gif.Width - first.Left, i / gif.Width - first.Top);
            if (x >= 0 && x < first.Width && y >= 0 && y < first.Height) continue;
            around[i] = 0;
            if (keepsColour) ground.CopyTo(raw.Rgb.AsSpan(3 * i));
        }
        return raw with { Alpha = around, IsTransparent = keepsColour || around.AsSpan().ContainsAnyExcept(byte.MaxValue) };
    }

    private static RawPicture Bmp(byte[] file, string path)
    {
        var decoder = new BmpDecoder();
        RequireWhole(!BmpFile.IsTruncated(file), path);
        var raw = Sized(file, path, decoder);
        return BmpFile.HasAlpha(file) ? raw : raw with { Alpha = null, IsTransparent = false };
    }

    private static RawPicture Webp(byte[] file, string path)
    {
        RequireWhole(!WebpFile.IsTruncated(file), path);
        return Sized(file, path, new WebpDecoder()) with { Orientation = OrientationOf(WebpFile.ExifBlock(file)) };
    }

    // Only the first page is decoded: there may be any number of others, of any size.
    private static RawPicture Tiff(byte[] file, string path)
    {
        var orientation = 1;
        var raw = Sized(file, path, new TiffDecoder { DecodingMode = FrameDecodingMode.First }, picture =>
        {
            // The decoder inverts black and white in some faxes, so none are read.
            if (picture.Frames.RootFrame.Metadata.GetTiffMetadata().BitsPerPixel is TiffBitsPerPixel.Bit1)
                throw new NotSupportedException("1 bit per pixel");
            orientation = OrientationOf(picture.Metadata.ExifProfile ?? picture.Frames.RootFrame.Metadata.ExifProfile);
        });
        return raw with { Orientation = orientation };
    }

    private static RawPicture Sized<T>(byte[] file, string path, T decoder, Action<SixLabors.ImageSharp.Image>? look = null)
        where T : IImageDecoder, IImageInfoDetector
    {
        var info = decoder.Identify(s_configuration, new MemoryStream(file), CancellationToken.None)
            ?? throw new InvalidImageContentException("It has no size.");
        Image.RequireSmall(info.Width, info.Height, path);
        return Pixels(info.Width, info.Height, file, decoder, look: look);
    }

    private static RawPicture Pixels(
        int width,
        int height,
        byte[] file,
        IImageDecoder decoder,
        bool isDeep = false,
        Action<SixLabors.ImageSharp.Image>? look = null) => OneLargeAtATime(width, height, () =>
    {
        if (isDeep) return Deep(width, height, file, decoder);
        using var picture = decoder.Decode<Rgba32>(s_configuration, new MemoryStream(file), CancellationToken.None);
        RequireSize(picture, width, height);
        look?.Invoke(picture);
        var rgba = new byte[4L * width * height];
        picture.CopyPixelDataTo(rgba);
        return RawPicture.From(width, height, rgba);
    });

    // Keeps the upper eight of 16 bits, as PIL and libpng do; the library would round.
    private static RawPicture Deep(int width, int height, byte[] file, IImageDecoder decoder)
    {
        using var picture = decoder.Decode<Rgba64>(s_configuration, new MemoryStream(file), CancellationToken.None);
        RequireSize(picture, width, height);
        var rgba = new byte[4L * width * height];
        picture.ProcessPixelRows(rows =>
        {
            for (int y = 0, to = 0; y < rows.Height; y++)
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    (rgba[to], rgba[to + 1]) = ((byte)(pixel.R >> 8), (byte)(pixel.G >> 8));
                    (rgba[to + 2], rgba[to + 3]) = ((byte)(pixel.B >> 8), (byte)(pixel.A >> 8));
                    to += 4;
                }
        });
        return RawPicture.From(width, height, rgba);
    }

    /// <summary>Decodes a picture; large ones are decoded one at a time.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="decode">The decoding.</param>
    public static RawPicture OneLargeAtATime(int width, int height, Func<RawPicture> decode)
    {
        if ((long)width * height <= LargePixels) return decode();
        lock (s_large) return decode();
    }

    private static void RequireSize(SixLabors.ImageSharp.Image picture, int width, int height)
    {
        if ((picture.Width, picture.Height) != (width, height))
            throw new InvalidImageContentException("Its size differs from its header's.");
    }

    /// <summary>Throws if a file is truncated.</summary>
    /// <param name="isWhole">Whether the file is complete.</param>
    /// <param name="path">The file's name.</param>
    /// <exception cref="DataException">The file is truncated.</exception>
    public static void RequireWhole(bool isWhole, string path)
    {
        if (!isWhole) throw new DataException($"The image '{path}' {Truncated}");
    }

    // A malformed EXIF block is ignored.
    private static int OrientationOf(byte[]? block)
    {
        try
        {
            return block is null ? 1 : OrientationOf(new ExifProfile(block));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return 1;
        }
    }

    private static int OrientationOf(ExifProfile? exif) =>
        exif?.GetValue(ExifTag.Orientation)?.Value is { } orientation and >= 1 and <= 8 ? orientation : 1;

    private static string VersionOf(Assembly library) =>
        library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? library.GetName().Version?.ToString()
        ?? "?";
}

using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Workbench.Data;
using Workbench.Data.Files;

namespace Workbench.Fuzzing;

/// <summary>Pictures of every format, and VOC masks.</summary>
internal static class PictureTargets
{
    private static readonly PictureReading s_upright = new(PictureOrientation.Upright, PictureAlpha.White);

    public static IEnumerable<FuzzTarget> All()
    {
        var convention = InputConvention.FromName("voc-caffe");
        foreach (var (name, encoder) in Encoders())
        {
            var good = Encode(encoder, turned: name.StartsWith("turned", StringComparison.Ordinal));
            yield return new FuzzTarget("images", name, Text: false, good, typeof(DataException), bytes =>
                convention.Apply(Data.Image.Decode(bytes, name)));
        }
        yield return new FuzzTarget(
            "images",
            "upright.jpg",
            Text: false,
            Encode(new JpegEncoder(), turned: true),
            typeof(DataException),
            bytes => Data.Image.Decode(bytes, "upright.jpg", s_upright));
        yield return new FuzzTarget("images", "white.gif", Text: false, Encode(new GifEncoder()), typeof(DataException), bytes =>
            Data.Image.Decode(bytes, "white.gif", s_upright));
        yield return new FuzzTarget(
            "images",
            "mask.png",
            Text: false,
            Encode(new PngEncoder { ColorType = PngColorType.Palette, BitDepth = PngBitDepth.Bit4 }),
            typeof(DataException),
            bytes => IndexedPng.Read(bytes, "mask.png"));
    }

    private static IEnumerable<(string Name, IImageEncoder Encoder)> Encoders() =>
    [
        ("colour.jpg", new JpegEncoder()),
        ("turned.jpg", new JpegEncoder()),
        ("grey.jpg", new JpegEncoder { ColorType = JpegColorType.Luminance }),
        ("alpha.png", new PngEncoder()),
        ("palette.png", new PngEncoder { ColorType = PngColorType.Palette }),
        ("deep.png", new PngEncoder { BitDepth = PngBitDepth.Bit16, InterlaceMethod = PngInterlaceMode.Adam7 }),
        ("transparent.gif", new GifEncoder()),
        ("lossy.webp", new WebpEncoder()),
        ("lossless.webp", new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }),
        ("plain.bmp", new BmpEncoder()), ("palette.bmp", new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 }),
        ("plain.tif", new TiffEncoder()),
        ("lzw.tif", new TiffEncoder { Compression = TiffCompression.Lzw }),
        ("zip.tif", new TiffEncoder { Compression = TiffCompression.Deflate }),
        ("palette.tif", new TiffEncoder { PhotometricInterpretation = TiffPhotometricInterpretation.PaletteColor }),
        ("turned.tif", new TiffEncoder { Compression = TiffCompression.PackBits }),
        ("binary.ppm", new PbmEncoder()),
        ("plain.pgm", new PbmEncoder { ColorType = PbmColorType.Grayscale, Encoding = PbmEncoding.Plain }),
    ];

    // Small, so that most damage hits the file's structure.
    private static byte[] Encode(IImageEncoder encoder, bool turned = false)
    {
        using var picture = new Image<Rgba32>(13, 17);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                for (var x = 0; x < rows.Width; x++)
                    rows.GetRowSpan(y)[x] = new Rgba32((byte)(x * 16), (byte)(y * 13), (byte)(x * y), (byte)(x > 9 && y > 9 ? 0 : 255));
        });
        if (turned)
        {
            picture.Metadata.ExifProfile = new ExifProfile();
            picture.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
        }
        using var stream = new MemoryStream();
        picture.Save(stream, encoder);
        return stream.ToArray();
    }
}

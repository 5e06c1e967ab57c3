using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SkiaSharp;

namespace Workbench.Data.Tests;

/// <summary>Compares the decoder with Skia, whose libjpeg, libpng and libwebp give PIL's pixels to the bit.</summary>
public sealed class DecoderTests
{
    public static TheoryData<string, byte[]> Exact
    {
        get
        {
            var files = new TheoryData<string, byte[]>();
            (byte, byte)[] depths = [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (8, 4), (16, 4), (8, 6), (16, 6)];
            foreach (var (depth, kind) in depths)
                files.Add($"{depth}-{kind}.png", RandomPng(37, 29, depth, kind));
            foreach (var colours in Enum.GetValues<PngColorType>())
                files.Add(
                    $"interlaced-{colours}.png",
                    Encode(new PngEncoder { ColorType = colours, InterlaceMethod = PngInterlaceMode.Adam7 }));
            foreach (var bits in Enum.GetValues<BmpBitsPerPixel>())
                files.Add($"{bits}.bmp", Encode(new BmpEncoder { BitsPerPixel = bits }));
            files.Add("alpha.bmp", Encode(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32, SupportTransparency = true }));
            files.Add("lossless.webp", Lossless());
            files.Add("lossy.webp", Encode(new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }));
            files.Add("moving.webp", EncodeAnimation(Lossless()));
            JpegColorType[] types = [JpegColorType.Luminance, JpegColorType.Rgb, JpegColorType.YCbCrRatio411, JpegColorType.Cmyk];
            foreach (var colours in types)
                files.Add($"{colours}.jpg", Encode(new JpegEncoder { ColorType = colours }));
            files.Add("plain.gif", Encode(new GifEncoder(), opaque: true));
            return files;
        }
    }

    [Theory, MemberData(nameof(Exact), DisableDiscoveryEnumeration = true)]
    public void Every_format_is_decoded_to_the_bit(string name, byte[] file)
    {
        var (width, height, rgba) = Skia(file);
        var image = Image.Decode(file, name);
        (image.Width, image.Height).ShouldBe((width, height));
        image.Rgb.ShouldBe(rgba.Chunk(4).SelectMany(pixel => pixel[..3]).ToArray());
        // A GIF with a transparent colour counts as transparent, whether the colour is used or not.
        if (!name.EndsWith(".gif", StringComparison.Ordinal)) image.HadTransparency.ShouldBe(rgba.Chunk(4).Any(pixel => pixel[3] < 255));
    }

    [Fact]
    public void Bytes_before_a_marker_and_a_broken_exif_block_do_no_harm()
    {
        var plain = Jpeg(40, 30, SKJpegEncoderDownsample.Downsample420);
        byte[] filled = [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, .. plain[3..]];
        byte[] broken = [.. plain[..2], 0xFF, 0xE1, 0, 20, .. "Exif\0\0MM\0*\xFF\xFF\xFF\xFF\x01\x02\x03\x04"u8[..18], .. plain[2..]];
        foreach (var file in new[] { filled, broken })
        {
            var image = Image.Decode(file, "odd.jpg");
            image.Rgb.ShouldBe(Image.Decode(plain, "plain.jpg").Rgb);
            image.StoredOrientation.ShouldBe(1);
        }
    }

    [Theory, InlineData(0.5), InlineData(0.9)]
    public void A_file_that_ends_early_is_truncated_in_every_format(double kept)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["a.webp"] = Encode(new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }),
            ["b.webp"] = Lossless(),
            ["a.bmp"] = Encode(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 }),
            ["a.gif"] = Encode(new GifEncoder()),
            ["a.png"] = Encode(new PngEncoder()),
            ["a.jpg"] = Jpeg(90, 60, SKJpegEncoderDownsample.Downsample420),
        };
        foreach (var (name, file) in files)
            Should
                .Throw<DataException>(() => Image.Decode(file[..(int)(kept * file.Length)], name))
                .Message.ShouldBe($"The image '{name}' is truncated: the file ends before the picture does.");
    }

    [Theory, InlineData(2), InlineData(6)]
    public void A_png_with_fewer_pixels_than_it_says_is_truncated(byte kind) =>
        Should
            .Throw<DataException>(() => Image.Decode(RandomPng(37, 29, 8, kind, rows: 12), "short.png"))
            .Message.ShouldBe("The image 'short.png' is truncated: the file ends before the picture does.");

    [Fact]
    public void A_jpeg_without_its_end_is_truncated() =>
        Should
            .Throw<DataException>(() => Image.Decode(Jpeg(40, 30, SKJpegEncoderDownsample.Downsample420)[..^2], "a.jpg"))
            .Message.ShouldContain("is truncated");

    [Fact]
    public void A_compressed_text_is_not_decompressed()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < 200; i++) zlib.Write(new byte[1_000_000]);
        var png = RandomPng(8, 8, 8, 2);
        byte[] bomb = [.. png[..33], .. Chunk("zTXt"u8, [.. "k\0\0"u8, .. packed.ToArray()]), .. png[33..]];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Image.Decode(bomb, "text.png").Rgb.ShouldBe(Image.Decode(png, "plain.png").Rgb);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000_000);
    }

    [Fact]
    public void A_gif_whose_picture_is_far_larger_than_its_screen_is_rejected()
    {
        byte[] file = [.. "GIF89a"u8, 4, 0, 4, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 1, 0, 0, 0x3B];
        Should
            .Throw<DataException>(() => Image.Decode(file, "vast.gif"))
            .Message.ShouldBe("The image 'vast.gif' is too large: 65535×65535 pixels, more than 100 million.");
    }

    [Fact]
    public void Encoded_pictures_are_decoded_again()
    {
        var image = Pictures.Ramp(61, 43);
        Image.Decode(PictureEncoder.Png(image), "a.png").Rgb.ShouldBe(image.Rgb);
        var smooth = Image.Decode(Jpeg(200, 150, SKJpegEncoderDownsample.Downsample444), "smooth.jpg");
        Mean(Image.Decode(PictureEncoder.Webp(smooth, 90), "a.webp").Rgb, smooth.Rgb).ShouldBeLessThan(2);
        byte[] grey = [.. Enumerable.Range(0, 64 * 48).Select(i => (byte)(2 * (i % 64) + i / 64))];
        var read = Image.Decode(PictureEncoder.GreyJpeg(64, 48, grey, 90), "grey.jpg");
        Mean([.. read.Rgb.Chunk(3).Select(pixel => pixel[0])], grey).ShouldBeLessThan(2);
    }

    [Fact]
    public void The_decoders_are_named_with_their_versions() =>
        Image.Decoder.ShouldMatch(@"^ImageSharp \d+\.\d+\.\d+, SkiaSharp \d+\.\d+\.\d+$");

    private static double Mean(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private static unsafe (int Width, int Height, byte[] Rgba) Skia(byte[] file)
    {
        using var stream = new SKMemoryStream(file);
        using var codec = SKCodec.Create(stream) ?? throw new InvalidOperationException("Skia cannot read the file.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var rgba = new byte[4 * width * height];
        fixed (byte* pixels = rgba)
            codec
                .GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels)
                .ShouldBe(SKCodecResult.Success);
        return (width, height, rgba);
    }

    private static byte[] Jpeg(int width, int height, SKJpegEncoderDownsample downsample)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint();
        paint.Shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0),
            new SKPoint(width, height),
            [SKColors.DarkBlue, SKColors.Orange],
            SKShaderTileMode.Clamp);
        canvas.DrawPaint(paint);
        paint.Shader = null;
        paint.Color = SKColors.Red;   // a colour edge, which reveals subsampling
        canvas.DrawCircle(width / 3f, height / 3f, height / 4f, paint);
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKJpegEncoderOptions(90, downsample, SKJpegEncoderAlphaOption.Ignore));
        return data!.ToArray();
    }

    private static byte[] Lossless() =>
        Encode(new WebpEncoder { FileFormat = WebpFileFormatType.Lossless, TransparentColorMode = WebpTransparentColorMode.Preserve });

    private static byte[] Encode(IImageEncoder encoder, bool opaque = false)
    {
        using var picture = new SixLabors.ImageSharp.Image<Rgba32>(45, 31);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                for (var x = 0; x < rows.Width; x++)
                    rows.GetRowSpan(y)[x] = new Rgba32(
                        (byte)(x * 5),
                        (byte)(y * 8),
                        (byte)(x * 2 + y * 3),
                        (byte)(
                            opaque ? 255
                            : x > 30 && y > 20 ? 0
                            : x < 5 ? 128
                            : 255));
        });
        using var file = new MemoryStream();
        picture.Save(file, encoder);
        return file.ToArray();
    }

    // The same frame twice.
    private static byte[] EncodeAnimation(byte[] still)
    {
        byte[] Three(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
        byte[] Four(int value) => [.. Three(value), (byte)(value >> 24)];
        var data = still[still.AsSpan().IndexOf("VP8L"u8)..];
        byte[] frame = [.. Three(0), .. Three(0), .. Three(44), .. Three(30), .. Three(100), 2, .. data];
        byte[] chunk = [.. "ANMF"u8, .. Four(frame.Length), .. frame];
        byte[] body =
        [
            .. "WEBPVP8X"u8, .. Four(10), 0x12, 0, 0, 0, .. Three(44), .. Three(30),
            .. "ANIM"u8, .. Four(6), 0, 0, 0, 0, 0, 0,
            .. chunk, .. chunk,
        ];
        return [.. "RIFF"u8, .. Four(body.Length), .. body];
    }

    private static byte[] RandomPng(int width, int height, byte depth, byte kind, int? rows = null)
    {
        var channels = kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var random = new Random(3);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
            for (var y = 0; y < (rows ?? height); y++)
            {
                var row = new byte[1 + (width * depth * channels + 7) / 8];
                random.NextBytes(row);
                row[0] = 0;
                zlib.Write(row);
            }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, kind);
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        byte[] body = [.. kind, .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        var crc = uint.MaxValue;
        foreach (var value in body)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(sum, ~crc);
        return [.. length, .. body, .. sum];
    }
}

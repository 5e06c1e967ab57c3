using SkiaSharp;

namespace Workbench.Data.Tests;

public sealed class ImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Png_round_trip_keeps_every_pixel()
    {
        var image = Pictures.Ramp(37, 21);
        image.SavePng(_folder["new", "ramp.png"]);
        var read = Image.Load(_folder["new", "ramp.png"]);
        (read.Width, read.Height).ShouldBe((37, 21));
        read.Rgb.ShouldBe(image.Rgb);
    }

    [Fact]
    public void Grey_jpeg_becomes_rgb()
    {
        var image = Image.Load(File("grey.jpg", Pictures.Encode(40, 30, type: SKColorType.Gray8)));
        image.Rgb.Chunk(3).ShouldAllBe(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        image.Rgb.Distinct().Count().ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(128)]
    [InlineData(0)]
    public void Alpha_is_dropped_and_its_colour_kept(byte alpha) =>
        Image
            .Load(File("alpha.png", Pictures.Transparent(2, 1, new SKColor(200, 100, 50, alpha))))
            .Rgb.ShouldBe([200, 100, 50, 200, 100, 50]);

    [Fact]
    public void Exif_orientation_is_ignored()
    {
        var jpeg = Pictures.Encode(40, 30);
        byte[] quarterTurn =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        var image = Image.Load(File("turned.jpg", [.. jpeg[..2], .. quarterTurn, .. jpeg[2..]]));
        (image.Width, image.Height).ShouldBe((40, 30));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 0.9)]
    [InlineData(SKEncodedImageFormat.Jpeg, 0.5)]
    [InlineData(SKEncodedImageFormat.Jpeg, 0.01)]
    [InlineData(SKEncodedImageFormat.Png, 0.9)]
    [InlineData(SKEncodedImageFormat.Png, 0.5)]
    [InlineData(SKEncodedImageFormat.Png, 0.01)]
    public void A_truncated_file_is_reported(SKEncodedImageFormat format, double kept)
    {
        var whole = Pictures.Encode(200, 150, format);
        var path = File("cut.image", whole[..(int)(whole.Length * kept)]);
        Should
            .Throw<DataException>(() => Image.Load(path))
            .Message.ShouldBe($"The image '{path}' is truncated: the file ends before the picture does.");
    }

    [Fact]
    public void A_corrupt_file_is_reported()
    {
        var png = Pictures.Encode(200, 150, SKEncodedImageFormat.Png);
        Array.Fill<byte>(png, 0xAA, 60, 200);
        var path = File("corrupt.png", png);
        Should.Throw<DataException>(() => Image.Load(path)).Message.ShouldContain(path);
    }

    [Fact]
    public void An_empty_file_is_reported()
    {
        var path = File("empty.jpg", []);
        Should.Throw<DataException>(() => Image.Load(path)).Message.ShouldBe($"The image '{path}' is empty (0 bytes).");
    }

    [Fact]
    public void A_header_with_too_many_pixels_is_rejected_before_decoding()
    {
        var jpeg = Pictures.Encode(40, 30);
        var size = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 }) + 5;
        (jpeg[size], jpeg[size + 1], jpeg[size + 2], jpeg[size + 3]) = (0x27, 0x10, 0x27, 0x11);
        var path = File("vast.jpg", jpeg);
        Should
            .Throw<DataException>(() => Image.Load(path))
            .Message.ShouldBe($"The image '{path}' is too large: 10001×10000 pixels, more than 100 million.");
    }

    [Fact]
    public void Another_kind_of_file_is_reported()
    {
        var path = File("page.jpg", [.. "<html><body>404 Not Found, and a little more text.</body></html>"u8]);
        Should.Throw<DataException>(() => Image.Load(path)).Message
            .ShouldBe($"The image '{path}' is not in a supported format (JPEG, PNG, WebP, BMP, GIF, TIFF, PPM).");
    }

    [Theory]
    [InlineData("gone.jpg")]
    [InlineData("no folder/gone.jpg")]
    public void A_missing_file_is_reported(string name) =>
        Should.Throw<DataException>(() => Image.Load(_folder[name])).Message.ShouldBe($"The image '{_folder[name]}' does not exist.");

    [Fact]
    public void A_folder_is_reported() =>
        Should.Throw<DataException>(() => Image.Load(_folder.Root)).Message.ShouldContain(_folder.Root);

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused() =>
        Should
            .Throw<ArgumentException>(() => new Image(2, 2, new byte[11]))
            .Message.ShouldStartWith("11 bytes do not form a 2×2 RGB image.");

    private string File(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }
}

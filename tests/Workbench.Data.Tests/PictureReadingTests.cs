using SkiaSharp;

namespace Workbench.Data.Tests;

/// <summary>Files that PIL wrote, with the pixels that its <c>convert("RGB")</c> gives.</summary>
public sealed class PictureReadingTests
{
    private const string Palette = "0a141ec8643200ff00070709c86432c86432c864320a141e00ff000707090a141ec86432";
    private const string Colours = "01020328323cff0080090807646e78000000";

    // Three by two pixels; the orientation is at byte 90.
    private const string Turned =
        "SUkqAAgAAAALAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwADAAAAkgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAmAAAAB"
        + "IBAwABAAAAAQAAABUBAwABAAAAAwAAABYBBAABAAAAAgAAABcBBAABAAAAEgAAABwBAwABAAAAAQAAAAAAAAAIAAgACAABAgMoMjz/AIAJCAdk"
        + "bngAAAA=";
    private const int OrientationAt = 90;

    [Theory]
    [InlineData("transparent", "R0lGODlhBAADAIEAAAoUHshkMgD/AAcHCSH5BAEAAAEALAAAAAAEAAMAAAgNAAEEEDAggEEABAUGBAA7", 4, 3, Palette)]
    [InlineData("opaque", "R0lGODdhBAADAIEAAAoUHshkMgD/AAcHCSwAAAAABAADAAAIDQABBBAwIIBBAAQFBgQAOw==", 4, 3, Palette)]
    [InlineData("smaller than its screen", "R0lGODlhBQAEAIEAAAoUHshkMgD/AAcHCSH5BAEAAAEALAAAAAAEAAMAAAgNAAEEEDAggEEABAUGBAA7", 5, 4,
        "0a141ec8643200ff00070709c86432c86432c86432c864320a141ec8643200ff000707090a141ec86432c86432c86432c86432c86432c86432c86432")]
    [InlineData("smaller and opaque", "R0lGODdhBQAEAIEAAAoUHshkMgD/AAcHCSwAAAAABAADAAAIDQABBBAwIIBBAAQFBgQAOw==", 5, 4,
        "0a141ec8643200ff000707090a141ec86432c86432c864320a141e0a141e00ff000707090a141ec864320a141e0a141e0a141e0a141e0a141e0a141e")]
    public void The_colour_under_a_gifs_transparency_is_the_palettes(string what, string file, int width, int height, string rgb) =>
        ShouldBe(file, $"{what}.gif", width, height, rgb);

    [Fact]
    public void The_colour_under_a_png_palettes_transparency_is_the_palettes() => ShouldBe(
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADAgMAAADJmkZVAAAADFBMVEUKFB7IZDIA/wAHBwlpYp3lAAAAAnRSTlP/AOW3MEoAAAAOSURBVHicY5"
        + "BmCGHYCAACOgEhh4rrvwAAAABJRU5ErkJggg==",
        "palette.png",
        4,
        3,
        Palette);

    [Theory]
    [InlineData(
        "plain",
        "SUkqAAgAAAAKAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAjAAAAB"
        + "UBAwABAAAAAwAAABYBBAABAAAAAgAAABcBBAABAAAAEgAAABwBAwABAAAAAQAAAAAAAAAIAAgACAABAgMoMjz/AIAJCAdkbngAAAA=",
        Colours)]
    [InlineData(
        "lzw",
        "SUkqAB4AAACAAEBAMUDIeP8AIAEggDmQ3HgARGAgCgAAAQMAAQAAAAMAAAABAQMAAQAAAAIAAAACAQMAAwAAAJwAAAADAQMAAQAAAAUAAAAGAQ"
        + "MAAQAAAAIAAAARAQQAAQAAAAgAAAAVAQMAAQAAAAMAAAAWAQMAAQAAAAIAAAAXAQQAAQAAABYAAAAcAQMAAQAAAAEAAAAAAAAACAAIAAgA",
        Colours)]
    [InlineData(
        "deflate",
        "SUkqACIAAAB4nGNkYtYwsvnP0MDJwZ6SV8HAwAAAIKoDfgoAAAEDAAEAAAADAAAAAQEDAAEAAAACAAAAAgEDAAMAAACgAAAAAwEDAAEAAAAIAA"
        + "AABgEDAAEAAAACAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAADAAAAFgEDAAEAAAACAAAAFwEEAAEAAAAaAAAAHAEDAAEAAAABAAAAAAAAAAgACAAI"
        + "AA==",
        Colours)]
    [InlineData(
        "packbits",
        "SUkqABwAAAAIAQIDKDI8/wCABQkIB2RueP4AAAoAAAEDAAEAAAADAAAAAQEDAAEAAAACAAAAAgEDAAMAAACaAAAAAwEDAAEAAAAFgAAABgEDAA"
        + "EAAAACAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAADAAAAFgEDAAEAAAACAAAAFwEEAAEAAAATAAAAHAEDAAEAAAABAAAAAAAAAAgACAAIAA==",
        Colours)]
    [InlineData(
        "grey",
        "SUkqAAgAAAAJAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwABAAAACAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAegAAAB"
        + "YBBAABAAAAAgAAABcBBAABAAAABgAAABwBAwABAAAAAQAAAAAAAAACMFsIbAA=",
        "0202023030305b5b5b0808086c6c6c000000")]
    public void Scans_are_read(string what, string file, string rgb) => ShouldBe(file, $"{what}.tif", 3, 2, rgb);

    [
        Theory,
        InlineData("UDYKMyAyCjI1NQoBAgMoMjz/AIAJCAdkbngAAAA=", Colours),
        InlineData("UDUKMyAyCjI1NQoCMFsIbAA=", "0202023030305b5b5b0808086c6c6c000000")
    ]
    public void Portable_maps_are_read(string file, string rgb) => ShouldBe(file, "a.ppm", 3, 2, rgb);

    [Theory]
    [InlineData(
        "fax",
        "SUkqAA4AAACEoAIAIAAJAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwABAAAAAQAAAAMBAwABAAAABAAAAAYBAwABAAAAAQAAABEBBAABAA"
        + "AACAAAABYBAwABAAAAAgAAABcBBAABAAAABQAAABwBAwABAAAAAQAAAAAAAAA=")]
    [InlineData(
        "four inks",
        "SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwAEAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAABQAAABEBBAABAAAAjgAAAB"
        + "UBAwABAAAABAAAABYBBAABAAAAAQAAABcBBAABAAAACAAAABwBAwABAAAAAQAAAAAAAAAIAAgACAAIAAAKyB7/AAAA")]
    public void An_unsupported_scan_is_reported(string what, string file)
    {
        var message = Should.Throw<DataException>(() => Image.Decode(Convert.FromBase64String(file), $"{what}.tif")).Message;
        message.ShouldStartWith($"The image '{what}.tif' ");
        message.ShouldContain("TIFF");
    }

    [Theory]
    [InlineData(1, 3, 2, Colours)]
    [InlineData(2, 3, 2, "ff008028323c010203000000646e78090807")]
    [InlineData(3, 3, 2, "000000646e78090807ff008028323c010203")]
    [InlineData(4, 3, 2, "090807646e7800000001020328323cff0080")]
    [InlineData(5, 2, 3, "01020309080728323c646e78ff0080000000")]
    [InlineData(6, 2, 3, "090807010203646e7828323c000000ff0080")]
    [InlineData(7, 2, 3, "000000ff0080646e7828323c090807010203")]
    [InlineData(8, 2, 3, "ff008000000028323c646e78010203090807")]
    public void A_picture_is_turned_upright_on_request(byte orientation, int width, int height, string rgb)
    {
        var file = Convert.FromBase64String(Turned);
        file[OrientationAt] = orientation;
        var stored = Image.Decode(file, "a.tif");
        (stored.StoredOrientation, stored.Width, Convert.ToHexStringLower(stored.Rgb)).ShouldBe((orientation, 3, Colours));
        var upright = Image.Decode(file, "a.tif", new PictureReading(PictureOrientation.Upright));
        (upright.Width, upright.Height, Convert.ToHexStringLower(upright.Rgb)).ShouldBe((width, height, rgb));
    }

    [Fact]
    public void A_jpeg_is_turned_upright_on_request()
    {
        var jpeg = Pictures.Encode(40, 30);
        byte[] quarterTurn =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        byte[] file = [.. jpeg[..2], .. quarterTurn, .. jpeg[2..]];
        var (stored, upright) = (Image.Decode(file, "a.jpg"), Image.Decode(file, "a.jpg", new PictureReading(PictureOrientation.Upright)));
        (stored.Width, stored.StoredOrientation, upright.Width, upright.Height).ShouldBe((40, 6, 30, 40));
        // A quarter turn clockwise: the stored bottom left pixel becomes the top left one.
        upright.Rgb[..3].ShouldBe(stored.Rgb[(3 * 29 * 40)..(3 * 29 * 40 + 3)]);
    }

    [Theory]
    [InlineData(PictureAlpha.Dropped, new byte[] { 10, 20, 30, 200, 100, 50 })]
    [InlineData(PictureAlpha.White, new byte[] { 255, 255, 255, 227, 177, 152 })]
    [InlineData(PictureAlpha.Black, new byte[] { 0, 0, 0, 100, 50, 25 })]
    public void Transparency_follows_the_choice(PictureAlpha alpha, byte[] rgb)
    {
        (string, string)[] files =
        [
            ("a.png", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGPkEpFj2Bcg0gAABjIB4LtmnykAAAAASUVORK5CYII="),
            (
                "a.tif",
                "SUkqAAgAAAALAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwAEAAAAkgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAmgAAAB"
                + "UBAwABAAAABAAAABYBBAABAAAAAQAAABcBBAABAAAACAAAABwBAwABAAAAAQAAAFIBAwABAAAAAgAAAAAAAAAIAAgACAAIAAoUHgDIZDKA"),
        ];
        foreach (var (name, file) in files)
        {
            var image = Image.Decode(Convert.FromBase64String(file), name, new PictureReading(Alpha: alpha));
            image.HadTransparency.ShouldBeTrue();
            image.Rgb.ShouldBe(rgb, name);
        }
        Image
            .Decode(Pictures.Encode(4, 4, SKEncodedImageFormat.Png), "opaque.png", new PictureReading(Alpha: alpha))
            .HadTransparency.ShouldBeFalse();
    }

    [Fact]
    public void A_choice_about_pixels_is_part_of_the_datas_identity()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], Pictures.Encode(4, 4, SKEncodedImageFormat.Png));
        var plain = new FolderDataSource(folder.Root).Hash;
        new FolderDataSource(folder.Root, reading: PictureReading.Default).Hash.ShouldBe(plain);
        new FolderDataSource(folder.Root, reading: new PictureReading(PictureOrientation.Upright)).Hash.ShouldNotBe(plain);
        new FolderDataSource(folder.Root, reading: new PictureReading(Alpha: PictureAlpha.White)).Hash.ShouldNotBe(plain);
    }

    private static void ShouldBe(string file, string name, int width, int height, string rgb)
    {
        var image = Image.Decode(Convert.FromBase64String(file), name);
        (image.Width, image.Height).ShouldBe((width, height));
        Convert.ToHexStringLower(image.Rgb).ShouldBe(rgb);
    }
}

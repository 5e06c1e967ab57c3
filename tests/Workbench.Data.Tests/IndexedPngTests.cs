using CsCheck;
using SkiaSharp;
using Workbench.Data.Files;

namespace Workbench.Data.Tests;

/// <summary>The palette indices of PNG files.</summary>
public sealed class IndexedPngTests
{
    private static readonly Gen<(int Width, int Height, int Depth, byte[] Indices)> s_picture =
        from depth in Gen.Int[0, 3].Select(power => 1 << power)
        from width in Gen.Int[1, 40]
        from height in Gen.Int[1, 12]
        from indices in Gen.Int[0, (1 << depth) - 1].Select(value => (byte)value).Array[width * height]
        select (width, height, depth, indices);

    [Fact]
    public void Every_depth_and_filter_round_trips() => s_picture.Sample(given =>
    {
        var (width, height, depth, indices) = given;
        var png = IndexedPng.Read(IndexedPngs.Encode(width, height, indices, depth), "a.png");
        (png.Width, png.Height).ShouldBe((width, height));
        png.Indices.ShouldBe(indices);
    }, iter: 300);

    [Fact]
    public void A_damaged_file_is_rejected_or_read_correctly() =>
        Gen.Select(s_picture, Gen.Int[0, 10_000], Gen.Byte, Gen.Bool)
            .Sample(
                (given, place, value, cut) =>
                {
                    var file = IndexedPngs.Encode(given.Width, given.Height, given.Indices, given.Depth);
                    if (cut) file = file[..(place % file.Length)];
                    else file[place % file.Length] = value;
                    try
                    {
                        IndexedPng.Read(file, "a.png").Indices.ShouldBe(given.Indices);
                    }
                    catch (DataException error)
                    {
                        error.Message.ShouldStartWith("The mask 'a.png' ");
                    }
                },
                iter: 1000);

    [Fact]
    public void Other_kinds_of_png_are_refused()
    {
        Refusal(Pictures.Encode(4, 3, SKEncodedImageFormat.Png))
            .ShouldBe("has no palette: masks are PNG files whose colour numbers are the objects or classes.");
        Refusal(IndexedPngs.Encode(4, 3, new byte[12], interlace: 1)).ShouldBe("is interlaced, which is not supported.");
        Refusal(Pictures.Encode(4, 3)).ShouldBe("is not a PNG file.");
        Refusal([]).ShouldBe("is not a PNG file.");
        Refusal(IndexedPngs.Encode(4, 3, new byte[12], filter: _ => 5)).ShouldBe("is corrupt: it has an unknown filter.");
        Refusal(IndexedPngs.Encode(4, 3, new byte[12])[..^12]).ShouldBe("is truncated.");
    }

    [Fact]
    public void Pixels_and_size_must_agree()
    {
        var file = IndexedPngs.Encode(4, 3, new byte[12]);
        var taller = Resized(file, 4, 4);
        Refusal(taller).ShouldBe("is truncated: it has fewer pixels than its size says.");
        Refusal(Resized(file, 4, 2)).ShouldBe("is corrupt: it has more pixels than its size says.");
        Refusal(Resized(file, 30_000, 30_000)).ShouldBe("is too large: 30000×30000 pixels, more than 100 million.");
        Refusal(Resized(file, 0, 3)).ShouldBe("is corrupt: it has no pixel.");
        taller[20] ^= 1;
        Refusal(taller).ShouldBe("is corrupt: a checksum is wrong.");
    }

    private static byte[] Resized(byte[] file, int width, int height)
    {
        var header = file[16..29];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return [.. file[..8], .. IndexedPngs.Chunk("IHDR", header), .. file[33..]];
    }

    private static string Refusal(byte[] file)
    {
        var message = Should.Throw<DataException>(() => IndexedPng.Read(file, "a.png")).Message;
        message.ShouldStartWith("The mask 'a.png' ");
        return message["The mask 'a.png' ".Length..];
    }
}

using System.IO.Compression;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Workbench.Data.Tests;

/// <summary>
/// Odd folder entries: pipes, loops, broken links, unreadable files, unusual names, bombs. Each fails alone, with an error that names it.
/// </summary>
public sealed partial class OddFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pipe_or_a_device_is_rejected_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes are created with a Linux call.");
        MakePipe(_folder["pipe.png"], 0x1B6).ShouldBe(0);
        File.CreateSymbolicLink(_folder["zero.png"], "/dev/zero");
        File.WriteAllBytes(_folder["good.png"], Pictures.Encode(8, 8));
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe(["good.png", "pipe.png", "zero.png"]);
        foreach (var name in new[] { "pipe.png", "zero.png" })
            Should
                .Throw<DataException>(() => source.Read(name))
                .Message.ShouldBe($"The image '{_folder[name]}' cannot be read: it is a pipe, a socket or a device, not a regular file.");
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder.Root, ["cat"], _folder["pipe.png"]))
            .Message.ShouldContain("not a regular file");
        Should.Throw<DataException>(() => FolderDataSource.ReadClasses(_folder["pipe.png"])).Message.ShouldContain("not a regular file");
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder.Root, _folder["pipe.png"]))
            .Message.ShouldContain("not a regular file");
        Should.Throw<DataException>(() => new VocDataSource(_folder["pipe.png"], "val")).Message.ShouldContain("not a regular file");
    }

    [Fact]
    public void Broken_and_circular_links_fail_alone()
    {
        File.WriteAllBytes(_folder["good.png"], Pictures.Encode(8, 8));
        File.CreateSymbolicLink(_folder["nowhere.png"], _folder["gone.png"]);
        File.CreateSymbolicLink(_folder["round.png"], _folder["round.png"]);
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe(["good.png", "nowhere.png", "round.png"]);
        source.Read("good.png").Image.Width.ShouldBe(8);
        foreach (var name in new[] { "nowhere.png", "round.png" })
            Should.Throw<DataException>(() => source.Read(name)).Message.ShouldContain(name);
    }

    [Fact]
    public void Folders_that_contain_themselves_are_listed_once()
    {
        Directory.CreateDirectory(_folder["cat"]);
        File.WriteAllBytes(_folder["cat", "a.png"], Pictures.Encode(8, 8));
        Directory.CreateSymbolicLink(_folder["cat", "up"], _folder.Root);
        Directory.CreateSymbolicLink(_folder["also"], _folder["cat"]);
        new FolderDataSource(_folder.Root, labels: FolderDataSource.ByFolder).Ids.ShouldBe(["also/a.png", "cat/a.png"]);
        Should.Throw<DataException>(() => new VocDataSource(_folder.Root, "val")).Message
            .ShouldContain("is not a data set in VOC's layout");
    }

    [
        Theory,
        InlineData("plain name.png"),
        InlineData("zwei\nzeilen.png"),
        InlineData("caf\u00e9.png"),
        InlineData("cafe\u0301.png"),
        InlineData("🐱 猫.png"),
        InlineData("a'b\"c$d;e&f.png"),
        InlineData("%41.png")
    ]
    public void A_name_of_any_kind_is_an_id(string name)
    {
        File.WriteAllBytes(_folder[name], Pictures.Encode(8, 8));
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe([name]);
        source.Read(name).Image.Width.ShouldBe(8);
    }

    [Fact]
    public void A_path_may_be_longer_than_260_characters()
    {
        var deep = Path.Combine([_folder.Root, .. Enumerable.Repeat(new string('d', 100), 5)]);
        Directory.CreateDirectory(deep);
        File.WriteAllBytes(Path.Combine(deep, "a.png"), Pictures.Encode(8, 8));
        new FolderDataSource(deep).Read("a.png").Image.Width.ShouldBe(8);
        Should
            .Throw<DataException>(() => Image.Load(Path.Combine(deep, new string('n', 300) + ".png")))
            .Message.ShouldStartWith("The image '");
    }

    [Theory, InlineData(SKEncodedImageFormat.Jpeg), InlineData(SKEncodedImageFormat.Png), InlineData(SKEncodedImageFormat.Webp)]
    public void A_file_cut_anywhere_is_refused_by_name(SKEncodedImageFormat format)
    {
        var whole = Pictures.Encode(60, 40, format);
        foreach (var length in new[] { 1, 4, 20, whole.Length / 2, whole.Length * 9 / 10 })
            Should.Throw<DataException>(() => Image.Decode(whole[..length], "cut.image")).Message.ShouldContain("'cut.image'");
    }

    [Fact]
    public void A_file_that_claims_billions_of_pixels_is_rejected_before_allocation()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["bomb.png"] = Bomb(60_000, 60_000),
            ["bomb.ppm"] = "P5 60000 60000 255\n"u8.ToArray(),
            ["bomb.gif"] = [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 1, 0, 0, 0x3B],
        };
        foreach (var (name, file) in files)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Should.Throw<DataException>(() => Image.Decode(file, name)).Message.ShouldContain($"'{name}'");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000_000);
        }
        Should
            .Throw<DataException>(() => Image.Decode(files["bomb.png"], "bomb.png"))
            .Message.ShouldBe("The image 'bomb.png' is too large: 60000×60000 pixels, more than 100 million.");
    }

    [Fact]
    public void A_tar_file_with_a_name_of_a_gigabyte_is_rejected_before_allocation()
    {
        var header = new byte[512];
        "././@LongLink"u8.CopyTo(header);
        "10000000000"u8.CopyTo(header.AsSpan(124));
        header[156] = (byte)'L';
        "ustar  "u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0')}\0").CopyTo(header, 148);
        File.WriteAllBytes(_folder["set.tar"], [.. header, .. new byte[2048]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should
            .Throw<DataException>(() => new VocDataSource(_folder["set.tar"], "val"))
            .Message.ShouldContain("a name in it claims 1073741824 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000_000);
    }

    [Fact]
    public void A_deleted_image_fails_alone()
    {
        foreach (var name in new[] { "a.png", "b.png", "c.png" }) File.WriteAllBytes(_folder[name], Pictures.Encode(8, 8));
        var source = new FolderDataSource(_folder.Root);
        File.Delete(_folder["b.png"]);
        var prepared = new Prefetcher(source, InputConvention.FromName("imagenet"))
            .Prepare(source.Ids, TestContext.Current.CancellationToken)
            .ToList();
        prepared.Select(image => image.Error?.Message).ShouldBe([null, $"The image '{_folder["b.png"]}' does not exist.", null]);
    }

    [Fact]
    public void A_folder_or_file_that_may_not_be_read_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess, "A privileged process can read every file.");
        if (!OperatingSystem.IsLinux()) return;   // the compiler does not infer this from the line above
        File.WriteAllBytes(_folder["a.png"], Pictures.Encode(8, 8));
        File.SetUnixFileMode(_folder["a.png"], UnixFileMode.None);
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder.Root).Read("a.png"))
            .Message.ShouldStartWith($"The image '{_folder["a.png"]}' cannot be read: ");
    }

    // Zeros compress a thousandfold.
    private static byte[] Bomb(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(new byte[1_000_000]);
        byte[] header = [.. BigEndian(width), .. BigEndian(height), 8, 2, 0, 0, 0];
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        byte[] body = [.. kind, .. data];
        return [.. BigEndian(data.Length), .. body, .. BigEndian((int)Crc(body))];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}

using System.Formats.Tar;

namespace Workbench.Data.Tests;

/// <summary>A VOC data set in a folder, below it or in tar files has the same images and the same hash.</summary>
public sealed class VocLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VocLayoutTests()
    {
        Write("VOC2007", "test", "b", "a");
        Write("VOC2007", "trainval", "c");
    }

    public void Dispose() => _folder.Dispose();

    private string Devkit => _folder["unpacked", "VOCdevkit"];

    public static TheoryData<string> Formats =>
        [.. new[] { TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Gnu, TarEntryFormat.Pax }.Select(format => $"{format}")];

    [Fact]
    public void A_folder_above_the_data_set_is_accepted()
    {
        foreach (var root in new[] { Path.Combine(Devkit, "VOC2007"), Devkit, _folder["unpacked"] })
            ShouldBeTheSame(new VocDataSource(root, "test"));
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_tar_file_is_read_in_place(string format)
    {
        var tar = Pack("VOCtest.tar", Enum.Parse<TarEntryFormat>(format));
        var source = new VocDataSource(tar, "test");
        ShouldBeTheSame(source);
        Parallel.For(0, 64, i => source.Read(source.Ids[i % 2]).Image.Rgb.ShouldBe(Unpacked().Read(source.Ids[i % 2]).Image.Rgb));
        Directory.EnumerateFileSystemEntries(_folder["tars"]).Count().ShouldBe(1);
    }

    [Fact]
    public void Tar_files_of_one_folder_are_one_data_set()
    {
        Pack("VOCtest.tar", TarEntryFormat.Gnu, name => !name.Contains("trainval") && !name.EndsWith("/c.jpg") && !name.EndsWith("/c.xml"));
        Pack("VOCtrainval.tar", TarEntryFormat.Gnu, name =>
            name.Contains("trainval") || name.EndsWith("/c.jpg") || name.EndsWith("/c.xml"));
        ShouldBeTheSame(new VocDataSource(_folder["tars"], "test"));
        new VocDataSource(_folder["tars"], "trainval").Read("c").Sample.Objects.Count.ShouldBe(1);
        Should
            .Throw<DataException>(() => new VocDataSource(_folder["tars"], "val"))
            .Message.ShouldBe(
                $"Unknown split 'val.txt' in '{_folder["tars"]}:VOCdevkit/VOC2007/ImageSets/Main'; splits there: test, trainval.");
    }

    [Fact]
    public void Several_data_sets_are_named()
    {
        Write("VOC2012", "val", "d");
        Should.Throw<DataException>(() => new VocDataSource(Devkit, "test")).Message.ShouldBe(
            $"'{Devkit}' holds 2 data sets in VOC's layout: '{Path.Combine(Devkit, "VOC2007")}', '{Path.Combine(Devkit, "VOC2012")}'. "
            + "Name one of them, or the tar file of one.");
        var tar = Pack("both.tar", TarEntryFormat.Gnu);
        Should
            .Throw<DataException>(() => new VocDataSource(tar, "test"))
            .Message.ShouldStartWith($"'{tar}' holds 2 data sets in VOC's layout: 'VOCdevkit/VOC2007', 'VOCdevkit/VOC2012'.");
        new VocDataSource(Path.Combine(Devkit, "VOC2012"), "val").Read("d").Sample.PresentClasses.ShouldBe([11]);
    }

    [Fact]
    public void A_place_without_a_data_set_is_named()
    {
        var empty = Directory.CreateDirectory(_folder["empty"]).FullName;
        Should
            .Throw<DataException>(() => new VocDataSource(empty, "test"))
            .Message.ShouldBe(
                $"'{empty}' is not a data set in VOC's layout: neither it nor a folder in it has JPEGImages, and it has no .tar file.");
        var other = Pack("other.tar", TarEntryFormat.Gnu, name => !name.Contains("JPEGImages"));
        Should
            .Throw<DataException>(() => new VocDataSource(other, "test"))
            .Message.ShouldBe($"'{other}' holds no data set in VOC's layout: it has no JPEGImages.");
        var half = Pack("half.tar", TarEntryFormat.Gnu, name => !name.Contains("Annotations"));
        Should
            .Throw<DataException>(() => new VocDataSource(half, "test"))
            .Message.ShouldBe($"'{half}:VOCdevkit/VOC2007' is not a data set in VOC's layout: it lacks Annotations.");
    }

    [Fact]
    public void A_file_missing_in_a_tar_is_named()
    {
        var tar = Pack("lacking.tar", TarEntryFormat.Gnu, name => !name.EndsWith("/a.xml") && !name.EndsWith("/b.jpg"));
        var source = new VocDataSource(tar, "test");
        Should
            .Throw<DataException>(() => source.Read("a"))
            .Message.ShouldBe($"The annotation '{tar}:VOCdevkit/VOC2007/Annotations/a.xml' does not exist.");
        Should
            .Throw<DataException>(() => source.Read("b"))
            .Message.ShouldBe($"The image '{tar}:VOCdevkit/VOC2007/JPEGImages/b.jpg' does not exist.");
        File.WriteAllText(tar, "");
        Should.Throw<DataException>(() => source.Read("a"));
    }

    [Fact]
    public void A_damaged_tar_is_named()
    {
        var tar = Pack("whole.tar", TarEntryFormat.Gnu);
        var whole = File.ReadAllBytes(tar);
        for (var length = 1; length < whole.Length - 1024; length += 379) Damaged(whole[..length]);
        Damaged("<html>404</html>"u8.ToArray());
        Damaged([.. Enumerable.Repeat("<p>Not found.</p>\n"u8.ToArray(), 500).SelectMany(line => line)])
            .ShouldContain("is not a tar file, or is damaged");
        var wrong = (byte[])whole.Clone();
        wrong[0] ^= 1;
        Damaged(wrong).ShouldContain("is not a tar file, or is damaged");
        Should
            .Throw<DataException>(() => new VocDataSource(_folder["gone.tar"], "test"))
            .Message.ShouldBe($"The data set's folder '{_folder["gone.tar"]}' does not exist.");
    }

    private string Damaged(byte[] content)
    {
        var path = _folder["damaged.tar"];
        File.WriteAllBytes(path, content);
        var message = Should.Throw<DataException>(() =>
        {
            var source = new VocDataSource(path, "trainval");
            _ = new VocDataSource(path, "test").Hash;
            foreach (var id in source.Ids.Concat(["a", "b"])) source.Read(id);
        }).Message;
        message.ShouldContain(path);
        return message;
    }

    private VocDataSource Unpacked() => new(Path.Combine(Devkit, "VOC2007"), "test");

    private void ShouldBeTheSame(VocDataSource source)
    {
        var unpacked = Unpacked();
        source.Ids.ShouldBe(["b", "a"]);
        source.Hash.ShouldBe(unpacked.Hash);
        foreach (var id in source.Ids)
        {
            source.Read(id).Image.Rgb.ShouldBe(unpacked.Read(id).Image.Rgb);
            source.Read(id).Sample.Objects.ShouldBe(unpacked.Read(id).Sample.Objects);
        }
    }

    private string Pack(string name, TarEntryFormat format, Func<string, bool>? keep = null)
    {
        Directory.CreateDirectory(_folder["tars"]);
        using var file = File.Create(_folder["tars", name]);
        using var writer = new TarWriter(file, format);
        foreach (var path in Directory.EnumerateFiles(_folder["unpacked"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var entry = Path.GetRelativePath(_folder["unpacked"], path).Replace('\\', '/');
            if (keep?.Invoke(entry) ?? true) writer.WriteEntry(path, format == TarEntryFormat.Ustar ? $"./{entry}" : entry);
        }
        return _folder["tars", name];
    }

    private void Write(string year, string split, params string[] ids)
    {
        var root = _folder["unpacked", "VOCdevkit", year];
        foreach (var folder in new[] { "JPEGImages", "Annotations", "ImageSets/Main" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var (i, id) in ids.Index())
        {
            File.WriteAllBytes(Path.Combine(root, "JPEGImages", $"{id}.jpg"), Pictures.Encode(80 + i, 60));
            File.WriteAllText(
                Path.Combine(root, "Annotations", $"{id}.xml"),
                $"<annotation>{VocFolder.Object("dog", "1", "1", $"{10 + i}", "9")}</annotation>");
        }
        File.WriteAllLines(Path.Combine(root, "ImageSets", "Main", $"{split}.txt"), ids);
    }
}

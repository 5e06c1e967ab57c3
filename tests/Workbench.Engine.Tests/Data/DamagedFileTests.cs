using SkiaSharp;
using Workbench.Engine.Data;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Data;

/// <summary>
/// Thousands of damaged annotations, lists, arrays and images: each is read, or refused with a message that names it. To fuzz another reader, write its good file and add a line to a table here.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VocFolder _voc = new();
    private readonly ImageNetFolder _imageNet = new();

    public void Dispose()
    {
        _folder.Dispose();
        _voc.Dispose();
        _imageNet.Dispose();
    }

    [Fact]
    public void Annotations()
    {
        _voc.Split("test", "a", "b").Add("a", VocFolder.Object("dog", "1", "2", "30", "40"), VocFolder.Object("car", "5.5", "6", "70", "60", "<difficult>1</difficult>"))
            .Add("b", "<object><name>person</name><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>");
        var source = _voc.Open();
        Fuzz<DataException>(1500,
            new(_voc.Annotation("a"), true, () => source.Read("a")),
            new(_voc.Annotation("b"), true, () => source.Read("b")));
    }

    [Fact]
    public void Lists()
    {
        _voc.Split("test", "a", "b -1", "c  1").Add("a").Add("b").Add("c");
        _imageNet.Classes().Add(ImageNetFolder.Name(1), ImageNetFolder.Name(2), ImageNetFolder.Name(3));
        var pairs = _imageNet.Write("pairs.csv", $"{ImageNetFolder.Name(2)},{ImageNetFolder.Crane}", $"{ImageNetFolder.Name(1)},{ImageNetFolder.Tench} 1 2 3 4", $"{ImageNetFolder.Name(3)},{ImageNetFolder.Machine}");
        var ordered = _imageNet.Write("ordered.txt", ImageNetFolder.Tench, ImageNetFolder.Crane, ImageNetFolder.Machine);
        foreach (var name in new[] { "a.png", "b.jpg" }) File.WriteAllBytes(_folder[name], Pictures.Encoded(8, 8));
        File.WriteAllText(_folder["labels.csv"], "file,class\na.png,cat\nb.jpg,dog,cat\n");
        File.WriteAllText(_folder["labels.tsv"], "a.png\t\nb.jpg\tdog\tcat\n");
        File.WriteAllText(_folder["classes.txt"], "cat\ndog\n");
        Fuzz<DataException>(1000,
            new(Path.Combine(_voc.Root, "ImageSets", "Main", "test.txt"), true, () => Naming("test.txt", _voc.Root, () => _voc.Open())),
            new(_imageNet["synset_words.txt"], true, () => _imageNet.Open(ordered)),
            new(pairs, true, () => _imageNet.Open(pairs)),
            new(ordered, true, () => _imageNet.Open(ordered)),
            new(_folder["labels.csv"], true, () => _ = new FolderDataSource(_folder.Root, ["cat", "dog"], _folder["labels.csv"])),
            new(_folder["labels.tsv"], true, () => _ = new FolderDataSource(_folder.Root, ["cat", "dog"], _folder["labels.tsv"])),
            new(_folder["classes.txt"], true, () => FolderDataSource.ReadClasses(_folder["classes.txt"])));
    }

    [Fact]
    public void Coco_files()
    {
        const string Json = """
            {"info": {"year": 2014}, "images": [{"id": 7, "file_name": "a.jpg", "width": 30, "height": 20, "license": 1}, {"id": 8, "file_name": "b.jpg", "width": 30, "height": 20}],
             "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 1, "name": "person"}],
             "annotations": [
              {"id": 1, "image_id": 7, "category_id": 18, "bbox": [1.5, 2, 10, 8.25], "area": 80, "iscrowd": 0, "segmentation": [[1, 2, 11, 2, 11.5, 10, 1, 10], [20, 3, 25, 3, 22, 9]]},
              {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 30, 20], "iscrowd": 1, "segmentation": {"counts": [100, 50, 100, 350], "size": [20, 30]}},
              {"id": 3, "image_id": 8, "category_id": 1, "bbox": [3, 3, 4, 4], "iscrowd": 0, "segmentation": [[3, 3, 7, 3, 7, 7]]}]}
            """;
        foreach (var name in new[] { "a.jpg", "b.jpg" }) File.WriteAllBytes(_folder[name], Pictures.Encoded(30, 20));
        File.WriteAllText(_folder["instances.json"], Json);
        void Read(GroundTruth truth)
        {
            var source = new CocoDataSource(_folder.Root, _folder["instances.json"], truth: truth);
            foreach (var id in source.Ids) Naming("instances.json", _folder.Root, () => source.Read(id));
        }
        Fuzz<DataException>(500, new FuzzedFile("instances.json", true, () => Read(GroundTruth.Boxes)), new("instances.json", true, () => Read(GroundTruth.Masks)));
    }

    [Fact]
    public void Arrays()
    {
        using (var single = arange(6, ScalarType.Float32).reshape(2, 3)) NpyFile.Write(_folder["single.npy"], single);
        using (var plain = ones([], ScalarType.Float64)) NpyFile.Write(_folder["double.npy"], plain);
        Fuzz<DataException>(250, new("single.npy", false, () => NpyFile.Read(_folder["single.npy"]).Dispose()), new("double.npy", true, () => NpyFile.Read(_folder["double.npy"]).Dispose()));
    }

    [Fact]
    public void Images()
    {
        var convention = InputConvention.Named("voc-caffe");
        FuzzedFile Of(string name, byte[] bytes)
        {
            File.WriteAllBytes(_folder[name], bytes);
            return new(name, false, () =>
            {
                var image = Image.Load(_folder[name]);
                Should.NotThrow(() => convention.Apply(image));
            });
        }
        Fuzz<DataException>(1500,
            Of("colour.jpg", Pictures.Encoded(17, 13)), Of("grey.jpg", Pictures.Encoded(9, 16, type: SKColorType.Gray8)),
            Of("opaque.png", Pictures.Encoded(16, 12, SKEncodedImageFormat.Png)), Of("alpha.png", Pictures.Transparent(5, 7, new SKColor(9, 99, 199, 50))), Of("some.webp", Pictures.Encoded(16, 16, SKEncodedImageFormat.Webp)));
    }

    [Fact]
    public void A_jpeg_with_fewer_bits_than_blocks_is_truncated_whatever_its_header_says()
    {
        var file = Pictures.Encoded(17, 13);
        // The size stands behind the marker of the frame: height, then width.
        var frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x20, 0, 0x20, 0);
        File.WriteAllBytes(_folder["large.jpg"], file);
        Should.Throw<DataException>(() => Image.Load(_folder["large.jpg"])).Message.ShouldBe($"The image '{_folder["large.jpg"]}' is truncated: the file ends before the picture does.");
        File.WriteAllBytes(_folder["plain.jpg"], Pictures.Encoded(2000, 1500));
        Image.Load(_folder["plain.jpg"]).Width.ShouldBe(2000);
    }

    [Theory]
    [InlineData("voc-caffe", 1, 2000, "224×448000")]
    [InlineData("voc-caffe", 20_000_000, 1, "2147483647×224")]
    [InlineData("imagenet", 3, 3000, "256×256000")]
    public void A_thin_image_that_would_become_a_huge_input_is_refused_by_name(string convention, int width, int height, string input)
    {
        var image = new Image(width, height, new byte[3L * width * height]);
        Should.Throw<DataException>(() => InputConvention.Named(convention).Apply(image)).Message.ShouldBe($"{width}×{height} pixels would become an input of {input}, which is not between 1 and 25 million pixels.");
        if (width > 10) return;
        image.SavePng(_folder["thin.png"]);
        new Prefetcher(new FolderDataSource(_folder.Root), InputConvention.Named(convention)).Prepare(["thin.png"], TestContext.Current.CancellationToken).Single().Error!.Message
            .ShouldStartWith($"The image 'thin.png' cannot be prepared: {width}×{height} pixels would become");
    }

    [Theory]
    [InlineData("<annotation>", "<object>", "</object>", "</annotation>")]
    [InlineData("<annotation><object><name>dog</name><bndbox>", "<a xmlns='b'>", "</a>", "</bndbox></object></annotation>")]
    public void Nesting_a_hundred_thousand_deep_does_not_end_the_program(string before, string open, string close, string after)
    {
        var source = _voc.Split("test", "a").Add("a").Open();
        foreach (var closed in new[] { false, true })
        {
            File.WriteAllText(_voc.Annotation("a"), before + string.Concat(Enumerable.Repeat(open, 100_000)) + (closed ? string.Concat(Enumerable.Repeat(close, 100_000)) + after : ""));
            Should.Throw<DataException>(() => source.Read("a")).Message.ShouldStartWith($"The annotation '{_voc.Annotation("a")}' is malformed: ");
        }
    }

    private void Fuzz<T>(int count, params FuzzedFile[] files) where T : Exception
    {
        var (read, refused) = Workbench.Testing.Fuzz.Run<T>([.. files.Select(file => file with { File = Path.Combine(_folder.Root, file.File) })], count, seed: 7);
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {refused} refused");
        (read + refused).ShouldBe(count);
        read.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(count / 10);
    }

    // A split is named by its name and its folder, and an image that a list names by its own path.
    private static void Naming(string name, string folder, Action read)
    {
        try
        {
            read();
        }
        catch (DataException error) when (error.Message.Contains(folder, StringComparison.Ordinal))
        {
            throw new DataException($"{error.Message} ({name})", error);
        }
    }
}

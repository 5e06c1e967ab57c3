using CsCheck;

namespace Workbench.Data.Tests;

/// <summary>VOC's masks and the list of difficult pairs.</summary>
public sealed class VocMaskTests : IDisposable
{
    private const int Width = 80, Height = 60, Dog = 12, Car = 7, Void = 255;

    private readonly TemporaryFolder _elsewhere = new();
    private readonly VocFolder _voc = new();

    public VocMaskTests()
    {
        foreach (var name in new[] { "SegmentationObject", "SegmentationClass", "ImageSets/Segmentation" })
            Directory.CreateDirectory(Path.Combine(_voc.Root, name));
        _voc.Add(
            "a", VocFolder.Object("dog", "1", "1", "40", "40", "<difficult>1</difficult>"),
            VocFolder.Object("car", "20", "20", "80", "60"));
        File.WriteAllText(Path.Combine(_voc.Root, "ImageSets", "Segmentation", "val.txt"), "a\n");
    }

    public void Dispose()
    {
        _voc.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Objects_have_the_pixels_of_their_numbers() =>
        Gen.Int[0, 4].Select(kind => (byte)(kind switch { 1 => 1, 2 => 2, 3 => Void, _ => 0 })).Array[Width * Height / 16].Sample(
            blocks =>
            {
                byte At(int x, int y) => blocks[y / 4 * (Width / 4) + x / 4];
                Write((x, y) => At(x, y), (x, y) => At(x, y) switch { 1 => Dog, 2 => Car, var other => other });
                var objects = Open().Read("a").Sample.Objects;
                objects.ShouldBe(
                [
                    .. Expected(1, new ImageObject(Dog - 1, 0, 0, 39, 39, true)),
                    .. Expected(2, new ImageObject(Car - 1, 19, 19, 79, 59, false)),
                ]);

                IEnumerable<ImageObject> Expected(int number, ImageObject box) =>
                    ObjectMask.Where(0, 0, Width - 1, Height - 1, (x, y) => At(x, y) == number) is { } mask
                        ? [box with { Mask = mask }]
                        : [];
            },
            iter: 30, threads: 1);

    [Fact]
    public void The_class_is_that_of_most_pixels()
    {
        Write((x, _) => x < 10 ? 1 : 0, (x, _) => x switch { < 3 => Car, < 9 => Dog, 9 => Void, _ => 0 });
        Open().Read("a").Sample.Objects.ShouldHaveSingleItem().Class.ShouldBe(Dog - 1);
        new VocDataSource(_voc.Root, "val", ["dog", .. VocDataSource.VocClasses.Where(name => name != "dog")], GroundTruth.Masks)
            .Read("a")
            .Sample.Objects.Single()
            .Class.ShouldBe(0);
    }

    [Fact]
    public void The_source_has_masks_and_their_list_comes_first()
    {
        Write((_, _) => 1, (_, _) => Dog);
        _voc.Split("val", "a", "b").Split("other", "a");
        var source = Open();
        source.Annotations.ShouldBe(Annotation.Boxes | Annotation.Masks);
        source.Ids.ShouldBe(["a"]);
        new VocDataSource(_voc.Root, "other", truth: GroundTruth.Masks).Ids.ShouldBe(["a"]);
        new VocDataSource(_voc.Root, "val").Ids.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Masks_belong_to_the_hash()
    {
        Write((_, _) => 1, (_, _) => Dog);
        _voc.Split("val", "a");
        var hash = Open().Hash;
        hash.ShouldNotBe(new VocDataSource(_voc.Root, "val").Hash);
        Write((_, _) => 2, (_, _) => Dog);
        Open().Hash.ShouldNotBe(hash);
    }

    [Fact]
    public void Masks_that_do_not_fit_are_named()
    {
        Fails()
            .ShouldBe($"The mask '{Mask("Object")}' does not exist. Only some images have masks; ImageSets/Segmentation lists them.");
        Write((_, _) => 3, (_, _) => Dog);
        Fails().ShouldBe($"The mask '{Mask("Object")}' has an object number 3, but the annotation has 2 objects.");
        Write((_, _) => 1, (_, _) => Void);
        Fails().ShouldBe($"The mask '{Mask("Class")}' gives object 1 no class.");
        Write((_, _) => 1, (_, _) => 21);
        Fails().ShouldBe($"The mask '{Mask("Class")}' gives object 1 the class 21, which is not one of the 20.");
        File.WriteAllBytes(Mask("Class"), IndexedPngs.Encode(4, 3, new byte[12]));
        Fails().ShouldBe($"The mask '{Mask("Class")}' is 4×3 pixels, but its image is 80×60.");
        Directory.Delete(Path.GetDirectoryName(Mask("Class"))!, recursive: true);
        Fails().ShouldBe($"'{_voc.Root}' is not a data set in VOC's layout with masks: it lacks SegmentationClass.");
    }

    [Fact]
    public void Flags_are_in_VOCs_order_whatever_the_models_order()
    {
        var list = Write("a" + string.Concat(Enumerable.Range(1, 20).Select(column => column is Dog or 1 ? "\t1" : "\t0")) + "\r\n");
        _voc.Split("test", "a");
        new VocDataSource(_voc.Root, "test", difficult: list).Read("a").Sample.Flagged.ShouldBe([0, Dog - 1]);
        new VocDataSource(_voc.Root, "test", [.. VocDataSource.VocClasses.Reverse()], difficult: list)
            .Read("a")
            .Sample.Flagged.ShouldBe([20 - Dog, 19]);
        _voc.Open().Read("a").Sample.Flagged.ShouldBeNull();
        new VocDataSource(_voc.Root, "test", difficult: list).Hash.ShouldNotBe(_voc.Open().Hash);
    }

    [Fact]
    public void Flags_of_other_classes_are_in_their_order()
    {
        _voc.Split("test", "a");
        var list = Write("a\t0\t1\t0");
        new VocDataSource(_voc.Root, "test", ["car", "dog", "cat"], difficult: list).Read("a").Sample.Flagged.ShouldBe([1]);
    }

    [Theory]
    [InlineData("a\t1\t0\n", "is malformed in line 1: it has 2 flags instead of 3, one per class, separated by tabs.")]
    [InlineData("a\t1\t0\t0\nb 1 0 0\n", "is malformed in line 2: it has 0 flags instead of 3, one per class, separated by tabs.")]
    [InlineData("a\t1\t2\t0\n", "is malformed in line 1: flag 2 is '2', not 0 or 1.")]
    [InlineData("a\t1\t0\t0\na\t1\t0\t0\n", "is malformed in line 2: 'a' already has a line.")]
    [InlineData("a\t1\t0\t0\n\nb\t1\t0\t0\n", "is malformed in line 2: it does not begin with an image name.")]
    [InlineData("", "is empty.")]
    [InlineData("b\t1\t0\t0\n", "has no line for 1 of the data's images, for example 'a'. It lists other images, for example 'b'.")]
    public void A_bad_list_is_refused_with_its_line(string content, string why)
    {
        _voc.Split("test", "a");
        var list = Write(content);
        Should
            .Throw<DataException>(() => new VocDataSource(_voc.Root, "test", ["dog", "car", "cat"], difficult: list))
            .Message.ShouldBe($"The list of difficult pairs '{list}' {why}");
    }

    private VocDataSource Open() => new(_voc.Root, "val", truth: GroundTruth.Masks);

    private string Fails() => Should.Throw<DataException>(() => Open().Read("a")).Message;

    private string Mask(string kind) => Path.Combine(_voc.Root, $"Segmentation{kind}", "a.png");

    private void Write(Func<int, int, int> objects, Func<int, int, int> classes)
    {
        foreach (var (kind, at) in new[] { ("Object", objects), ("Class", classes) })
            File.WriteAllBytes(
                Mask(kind),
                IndexedPngs.Encode(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(i => (byte)at(i % Width, i / Width))]));
    }

    private string Write(string list)
    {
        File.WriteAllText(_elsewhere["difficult.txt"], list);
        return _elsewhere["difficult.txt"];
    }
}

using CsCheck;

namespace Workbench.Data.Tests;

public sealed class CocoDataSourceTests : IDisposable
{
    private const string Images =
        """{"id": 9, "file_name": "b.jpg", "width": 80, "height": 60}, {"id": 7, "file_name": "sub/a.jpg", "license": {"x": [1, {}]}}""";
    private const string Categories = """{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 3, "name": "car"}""";

    private readonly TemporaryFolder _folder = new();

    public CocoDataSourceTests()
    {
        Directory.CreateDirectory(_folder["images", "sub"]);
        File.WriteAllBytes(_folder["images", "sub", "a.jpg"], Pictures.Encode(80, 60));
        File.WriteAllBytes(_folder["images", "b.jpg"], Pictures.Encode(80, 60));
    }

    public void Dispose() => _folder.Dispose();

    private string Instances => _folder["instances.json"];

    [Fact]
    public void Images_and_classes_are_in_the_order_of_their_ids()
    {
        var source = Open(Annotation(1, 9, 18, "[1, 2, 3, 4]"));
        source.Ids.ShouldBe(["sub/a", "b"]);
        source.Classes.ShouldBe(["car", "dog"]);
        source.Annotations.ShouldBe(Workbench.Annotation.Boxes);
        var item = source.Read("b");
        (item.Sample.Id, item.Sample.Width, item.Sample.Height, item.Image.Width).ShouldBe(("b", 80, 60, 80));
        item.Sample.Objects.ShouldBe([new ImageObject(1, 1, 2, 3, 5, false)]);
        source.Read("sub/a").Sample.Objects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[10, 20, 30, 40]", 10, 20, 39, 59)]
    [InlineData("[10.4, 20.6, 0.2, 1]", 10, 20, 10, 21)]
    [InlineData("[0.1, 0.2, 79.9, 59.8]", 0, 0, 79, 59)]
    [InlineData("[-5, -5, 200, 7]", 0, 0, 79, 1)]
    [InlineData("[7, 8, 0, 0]", 7, 8, 7, 8)]
    [InlineData("[8.999999999, 1, 2, 2.0000000001]", 9, 1, 10, 2)]
    [InlineData("[-1e300, 1, 1e301, 2]", 0, 1, 79, 2)]
    public void A_box_has_every_pixel_that_it_covers_in_part(string box, int left, int top, int right, int bottom) =>
        Open(Annotation(1, 9, 3, box)).Read("b").Sample.Objects.ShouldBe([new ImageObject(0, left, top, right, bottom, false)]);

    [Fact]
    public void Masks_are_read_on_request()
    {
        var mask = ObjectMask.Where(2, 3, 5, 4, (_, _) => true);
        string[] annotations =
        [
            Annotation(1, 9, 3, "[0,0,9,9]", "[[2,3,6,3,6,5,2,5]]"),
            Annotation(2, 7, 3, "[0,0,9,9]", Runs(2 * 60 + 3, 2, 58, 2, 58, 2, 58, 2)),
            Annotation(3, 7, 18, "[0,0,9,9]", "[]"),
        ];
        var all = string.Join(", ", annotations);
        var source = Open(all, truth: GroundTruth.Masks);
        source.Annotations.ShouldBe(Workbench.Annotation.Boxes | Workbench.Annotation.Masks);
        source.Read("b").Sample.Objects.ShouldBe([new ImageObject(0, 0, 0, 8, 8, false) { Mask = mask }]);
        // An object whose mask has no pixels has only its box.
        source
            .Read("sub/a")
            .Sample.Objects.ShouldBe([new ImageObject(0, 0, 0, 8, 8, false) { Mask = mask }, new ImageObject(1, 0, 0, 8, 8, false)]);
        Open(all).Read("b").Sample.Objects.Single().Mask.ShouldBeNull();
    }

    [Fact]
    public void Crowds_are_objects_or_difficult_ones()
    {
        var crowd = Annotation(1, 9, 3, "[1,1,2,2]", Runs(0, 60 * 80), "\"iscrowd\": 1");
        Open(crowd).Read("b").Sample.Objects.Single().Difficult.ShouldBeFalse();
        Open(crowd, crowds: Crowds.Difficult).Read("b").Sample.Objects.Single().Difficult.ShouldBeTrue();
        Open(Annotation(1, 9, 3, "[1,1,2,2]", more: "\"iscrowd\": 0"), crowds: Crowds.Difficult)
            .Read("b")
            .Sample.Objects.Single()
            .Difficult.ShouldBeFalse();
    }

    [Fact]
    public void Other_class_names_give_the_models_order()
    {
        var annotation = Annotation(1, 9, 3, "[1,1,2,2]");
        Open(annotation, ["cat", "dog", "car"]).Read("b").Sample.PresentClasses.ShouldBe([2]);
        Open(annotation, ["car"]).Classes.ShouldBe(["car"]);
        Should
            .Throw<DataException>(() => Open(annotation, ["dog", "cars"]))
            .Message.ShouldBe(
                $"The annotations '{Instances}' are malformed: its category 'car' is not a class of this data set; did you mean 'cars'?");
    }

    [Fact]
    public void Flags_are_in_the_order_of_category_ids()
    {
        File.WriteAllText(_folder["difficult.txt"], "b\t0\t1\n");
        Open(Annotation(1, 9, 3, "[1,1,2,2]"), ["dog", "car"], difficult: _folder["difficult.txt"]).Read("b").Sample.Flagged.ShouldBe([0]);
        Should
            .Throw<DataException>(() => Open(Annotation(1, 7, 3, "[1,1,2,2]"), difficult: _folder["difficult.txt"]))
            .Message.ShouldContain("has no line for 1 of the data's images, for example 'sub/a'");
    }

    [Fact]
    public void The_hash_depends_on_the_data_used()
    {
        var annotation = Annotation(1, 9, 3, "[1,1,2,2]");
        string[] hashes =
        [
            Open(annotation).Hash,
            Open(annotation, ["dog", "car"]).Hash,
            Open(annotation, truth: GroundTruth.Masks).Hash,
            Open(annotation, crowds: Crowds.Difficult).Hash,
            Open(Annotation(1, 9, 3, "[1,1,2,3]")).Hash,
        ];
        hashes.Distinct().Count().ShouldBe(5);
        Open(annotation).Hash.ShouldBe(hashes[0]);
    }

    [Fact]
    public void A_file_many_buffers_long_is_read()
    {
        var polygon = $"[[{string.Join(',', Enumerable.Range(0, 3000).Select(i => $"{20 + i % 2}.{i:0000}, {10 + i / 300}"))}]]";
        var source = Open(
            string.Join(
                ",\n",
                Enumerable
                    .Range(1, 200)
                    .Select(id =>
                        Annotation(id, id % 2 == 0 ? 9 : 7, 3, $"[{id % 50},1,2,2]", id == 117 ? "[[2,3,6,3,6,5,2,5]]" : polygon))),
            truth: GroundTruth.Masks);
        var objects = source.Read("sub/a").Sample.Objects;
        objects.Count.ShouldBe(100);
        objects.Select(one => one.XMin).ShouldBe(Enumerable.Range(0, 100).Select(i => (2 * i + 1) % 50));
        objects[58].Mask.ShouldBe(ObjectMask.Where(2, 3, 5, 4, (_, _) => true));
    }

    [Theory]
    [InlineData("""{"id":1,"image_id":9,"category_id":3}""", "annotation 1 has no 'bbox'")]
    [InlineData("""{"image_id":9,"category_id":3,"bbox":[1,2,3,4]}""", "annotation number 1 of its list has no 'id'")]
    [InlineData("""{"id":"x","image_id":9}""", "annotation number 1 of its list has an 'id' that is not a whole number")]
    [InlineData("""{"id":1,"image_id":"9","category_id":3,"bbox":[1,2,3,4]}""", "annotation 1 has no whole number 'image_id'")]
    [InlineData("""{"id":1,"image_id":8,"category_id":3,"bbox":[1,2,3,4]}""", "annotation 1 is of image 8, which the file does not have")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":4,"bbox":[1,2,3,4]}""",
        "annotation 1 is of category 4, which the file does not have")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":3,"bbox":[1,2,-3,4]}""",
        "annotation 1 has a 'bbox' that is not [left, top, width, height] with sizes of 0 or more")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":3,"bbox":[1,2,3,4,5,6,7]}""",
        "annotation 1 has a 'bbox' that is not [left, top, width, height] with sizes of 0 or more")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":3,"bbox":[1,2,3,"4"]}""",
        "annotation 1 has a 'bbox' with a value that is not a number")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":3,"bbox":[100,2,3,4]}""", "the box of annotation 1 covers no pixel of the 80×60 image")]
    [InlineData("""{"id":1,"image_id":9,"category_id":3,"bbox":[1,2,3,4]}""", "annotation 1 has no segmentation to make a mask from")]
    [InlineData(
        """{"id":1,"image_id":9,"category_id":3,"bbox":[1,2,3,4],"segmentation":[[1,2,3]]}""",
        "the segmentation of annotation 1: a polygon has 3 numbers; x and y alternate, so the count must be even")]
    [InlineData("7", "annotation number 1 of its list is not an object")]
    public void A_bad_annotation_is_named(string annotation, string why) =>
        Should
            .Throw<DataException>(() => Open(annotation, truth: GroundTruth.Masks).Read("b"))
            .Message.ShouldBe($"The annotations '{Instances}' are malformed: {why}.");

    [Theory]
    [InlineData("", Categories, "it has no 'images' list; an instances file has 'images', 'annotations' and 'categories'", true)]
    [InlineData("""{"id":1,"file_name":"a"},{"id":1,"file_name":"b"}""", Categories, "it has two images 1")]
    [InlineData("""{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"a.jpg"}""", Categories, "images 1 and 2 have the same file name")]
    [InlineData(
        """{"id":1,"file_name":"../a.jpg"}""",
        Categories,
        "image 1 has the file name '../a.jpg', which is outside the image folder")]
    [InlineData(
        """{"id":1,"file_name":"/etc/passwd"}""",
        Categories,
        "image 1 has the file name '/etc/passwd', which is outside the image folder")]
    [InlineData("""{"id":1}""", Categories, "image 1 has no 'file_name'")]
    [InlineData(Images, """{"id":1,"name":"a"},{"id":1,"name":"b"}""", "it has two categories 1")]
    [InlineData(Images, """{"id":1,"name":"a"},{"id":2,"name":"a"}""", "it has two categories 'a'")]
    [InlineData(Images, """{"id":1,"name":[]}""", "category 1 has no 'name'")]
    public void A_bad_image_or_category_is_named(string images, string categories, string why, bool without = false)
    {
        File.WriteAllText(
            Instances,
            without
                ? $$"""{"annotations": [], "categories": [{{categories}}]}"""
                : $$"""{"images": [{{images}}], "annotations": [], "categories": [{{categories}}]}""");
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder["images"], Instances))
            .Message.ShouldBe($"The annotations '{Instances}' are malformed: {why}.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"images\": 5}")]
    [InlineData("{\"images\": [}")]
    [InlineData("{\"images\": [], \"annotations\": [], \"categories\": []} x")]
    public void Another_kind_of_file_is_malformed(string text)
    {
        File.WriteAllText(Instances, text);
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder["images"], Instances))
            .Message.ShouldStartWith($"The annotations '{Instances}' are malformed: ");
        File.WriteAllText(Instances, string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder["images"], Instances))
            .Message.ShouldStartWith($"The annotations '{Instances}' are malformed: ");
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_by_name()
    {
        var runs = "\"" + "PX1`0" + "\"";
        string[] annotations =
        [
            Annotation(1, 9, 3, "[0,0,9,9]", "[[2,3,6,3,6,5,2,5]]"),
            Annotation(2, 9, 18, "[1.5,2,3,4]", $$"""{"size": [60, 80], "counts": {{runs}}}"""),
            Annotation(3, 7, 18, "[1,2,3,4]", Runs(5, 6)),
        ];
        _ = Open(string.Join(", ", annotations));
        var whole = File.ReadAllBytes(Instances);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.OneOf(Gen.Const(1), Gen.Int[0, 40])).Array[1, 3].Sample(
            changes =>
            {
                var bytes = whole.ToList();
                foreach (var (place, value, count) in changes)
                {
                    bytes.RemoveRange(Math.Min(place, bytes.Count), Math.Min(count, bytes.Count - Math.Min(place, bytes.Count)));
                    if (count == 1) bytes.Insert(Math.Min(place, bytes.Count), value);
                }
                File.WriteAllBytes(Instances, [.. bytes]);
                try
                {
                    var source = new CocoDataSource(_folder["images"], Instances, truth: GroundTruth.Masks);
                    foreach (var id in source.Ids) source.Read(id);
                }
                catch (DataException error)
                {
                    error.Message.ShouldContain(_folder.Root);
                }
            },
            iter: 2000, threads: 1);
    }

    [Theory]
    [InlineData("\\ud800.jpg")]
    [InlineData("a\\u0000.jpg")]
    public void An_invalid_file_name_is_rejected(string name)
    {
        File.WriteAllText(Instances, $$"""{"images": [{"id": 1, "file_name": "{{name}}"}], "annotations": [], "categories": []}""");
        Should.Throw<DataException>(() =>
        {
            var source = new CocoDataSource(_folder["images"], Instances);
            source.Read(source.Ids[0]);
        });
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder["gone"], Instances))
            .Message.ShouldBe($"The image folder '{_folder["gone"]}' does not exist.");
        Should
            .Throw<DataException>(() => new CocoDataSource(_folder["images"], Instances))
            .Message.ShouldBe($"The annotations '{Instances}' do not exist.");
        var source = Open("");
        File.WriteAllBytes(_folder["images", "b.jpg"], Pictures.Encode(30, 20));
        Should
            .Throw<DataException>(() => source.Read("b"))
            .Message.ShouldBe(
                $"The annotations '{Instances}' are malformed: image 9 is 80×60 pixels there, "
                + $"but its file '{_folder["images", "b.jpg"]}' is 30×20.");
        File.Delete(_folder["images", "b.jpg"]);
        Should.Throw<DataException>(() => source.Read("b")).Message.ShouldBe($"The image '{_folder["images", "b.jpg"]}' does not exist.");
    }

    private CocoDataSource Open(
        string annotations,
        IReadOnlyList<string>? classes = null,
        GroundTruth truth = GroundTruth.Boxes,
        Crowds crowds = Crowds.Objects,
        string? difficult = null)
    {
        File.WriteAllText(
            Instances,
            $$"""
            {"info": {"a": [1, [2]]}, "annotations": [{{annotations}}], "images": [{{Images}}],
             "licenses": [], "categories": [{{Categories}}]}
            """);
        return new CocoDataSource(_folder["images"], Instances, classes, truth, crowds, difficult);
    }

    private static string Annotation(int id, int image, int category, string box, string? segmentation = null, string? more = null)
    {
        var mask = segmentation is null ? "" : $"\"segmentation\": {segmentation}, ";
        var rest = more is null ? "" : $", {more}";
        return $$"""{{{mask}}"area": 1.5, "bbox": {{box}}, "image_id": {{image}}, "id": {{id}}, "category_id": {{category}}{{rest}}}""";
    }

    private static string Runs(params int[] runs) =>
        $$"""{"size": [60, 80], "counts": [{{string.Join(',', runs.Append(60 * 80 - runs.Sum()))}}]}""";
}

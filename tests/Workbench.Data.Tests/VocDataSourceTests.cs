namespace Workbench.Data.Tests;

public sealed class VocDataSourceTests : IDisposable
{
    private readonly VocFolder _voc = new();

    public void Dispose() => _voc.Dispose();

    [Fact]
    public void Reads_the_split_in_its_order()
    {
        var source = _voc.Split("test", "b", " a  1", "", "c -1").Open();
        source.Ids.ShouldBe(["b", "a", "c"]);
        source.Annotations.ShouldBe(Annotation.Boxes);
    }

    [Fact]
    public void A_split_may_be_a_list_that_lies_elsewhere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["some.txt"], ["c", "", " a 1"]);
        var root = _voc.Split("test", "a", "b", "c").Root;
        new VocDataSource(root, folder["some.txt"]).Ids.ShouldBe(["c", "a"]);
        File.WriteAllLines(folder["some.txt"], ["a", "a"]);
        Should.Throw<DataException>(() => new VocDataSource(root, folder["some.txt"])).Message
            .ShouldBe($"The split '{folder["some.txt"]}' lists 'a' twice.");
        Should.Throw<DataException>(() => new VocDataSource(root, folder["none.txt"])).Message
            .ShouldBe($"The images of the split '{folder["none.txt"]}' do not exist.");
    }

    [Fact]
    public void The_classes_are_vocs_in_alphabetical_order()
    {
        VocDataSource.VocClasses.Count.ShouldBe(20);
        VocDataSource.VocClasses.ShouldBe(VocDataSource.VocClasses.Order(StringComparer.Ordinal));
        _voc.Split("test", "a").Open().Classes.ShouldBe(VocDataSource.VocClasses);
    }

    [Fact]
    public void Boxes_become_zero_based_and_keep_both_ends() =>
        ReadBox("11", "1", "80", "60").ShouldBe(new ImageObject(11, 10, 0, 79, 59, Difficult: false));

    [Theory]
    [InlineData("0", "-3", "81", "500", 0, 0, 79, 59)]
    [InlineData("80", "60", "80", "60", 79, 59, 79, 59)]
    [InlineData("10.4", "10.5", "20.70000076293945", " 21.2 ", 9, 10, 20, 20)]
    [InlineData("1", "1", "1e300", "60", 0, 0, 79, 59)]
    public void Boxes_are_rounded_and_clipped_to_the_real_image(
        string xMin,
        string yMin,
        string xMax,
        string yMax,
        int left,
        int top,
        int right,
        int bottom) =>
        ReadBox(xMin, yMin, xMax, yMax).ShouldBe(new ImageObject(11, left, top, right, bottom, Difficult: false));

    [Fact]
    public void The_sample_has_the_images_own_size_and_every_object()
    {
        var item = _voc.Split("test", "a")
            .Add("a", VocFolder.Object("dog", "1", "1", "5", "5"), VocFolder.Object("car", "2", "2", "6", "6"))
            .Open()
            .Read("a");
        (item.Sample.Width, item.Sample.Height, item.Image.Width, item.Image.Height).ShouldBe((80, 60, 80, 60));
        item.Sample.PresentClasses.ShouldBe([6, 11]);
        item.Sample.Objects.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("<difficult>1</difficult>", true)]
    [InlineData("<difficult> 1 </difficult>", true)]
    [InlineData("<difficult>0</difficult>", false)]
    [InlineData("", false)]
    public void Difficult_flags_are_read(string element, bool difficult) =>
        Read(VocFolder.Object("dog", "1", "1", "5", "5", element)).Difficult.ShouldBe(difficult);

    [Fact]
    public void Boxes_of_an_objects_parts_are_not_its_own() =>
        Read(
                "<object><name>person</name>"
                + "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>"
                + "<bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>")
            .ShouldBe(new ImageObject(14, 2, 2, 8, 8, Difficult: false));

    [Fact]
    public void Other_class_names_serve_other_data_sets() =>
        _voc.Split("test", "a")
            .Add("a", VocFolder.Object("ring", "1", "1", "5", "5"))
            .Open(["disc", "ring"])
            .Read("a")
            .Sample.PresentClasses.ShouldBe([1]);

    [Fact]
    public void Png_images_are_found()
    {
        var source = _voc.Split("test", "a").Add("a").Open();
        File.Delete(_voc.Image("a"));
        Pictures.Ramp(9, 7).SavePng(Path.ChangeExtension(_voc.Image("a"), "png"));
        source.Read("a").Image.Width.ShouldBe(9);
    }

    [Fact]
    public void An_unknown_class_is_named_with_its_file() =>
        Malformed(VocFolder.Object("dgo", "1", "1", "5", "5")).ShouldBe("'dgo' is not a class of this data set; did you mean 'dog'?");

    [Theory]
    [InlineData("x", "1", "5", "5", "<xmin> of 'dog' is 'x', not a number.")]
    [InlineData("NaN", "1", "5", "5", "<xmin> of 'dog' is 'NaN', not a number.")]
    [InlineData("1", "1", "5", "", "<ymax> of 'dog' is '', not a number.")]
    [InlineData("90", "1", "95", "5", "the box of 'dog' (90, 1)–(95, 5) covers no pixel of the 80×60 image.")]
    [InlineData("9", "1", "5", "5", "the box of 'dog' (9, 1)–(5, 5) covers no pixel of the 80×60 image.")]
    public void A_bad_box_is_reported(string xMin, string yMin, string xMax, string yMax, string why) =>
        Malformed(VocFolder.Object("dog", xMin, yMin, xMax, yMax)).ShouldBe(why);

    [Theory]
    [InlineData("<object><name>dog</name></object>", "'dog' has no <bndbox>.")]
    [InlineData("<object><bndbox/></object>", "an object has no <name>.")]
    [InlineData("<object><name>dog</name><bndbox/></object>", "the box of 'dog' has no <xmin>.")]
    public void A_missing_element_is_reported(string element, string why) => Malformed(element).ShouldBe(why);

    [Theory]
    [InlineData("<annotation><object>")]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("<!DOCTYPE annotation [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><annotation>&a;</annotation>")]
    public void Another_kind_of_annotation_file_is_malformed(string text)
    {
        var source = _voc.Split("test", "a").Add("a").Open();
        File.WriteAllText(_voc.Annotation("a"), text);
        Should
            .Throw<DataException>(() => source.Read("a"))
            .Message.ShouldStartWith($"The annotation '{_voc.Annotation("a")}' is malformed: ");
    }

    [Fact]
    public void Bad_files_cost_their_own_image_only()
    {
        var source = _voc.Split("test", "cut", "no-image", "no-xml", "good").Add("cut").Add("no-image").Add("no-xml").Add("good").Open();
        File.WriteAllBytes(_voc.Image("cut"), File.ReadAllBytes(_voc.Image("cut"))[..^200]);
        File.Delete(_voc.Image("no-image"));
        File.Delete(_voc.Annotation("no-xml"));
        Should
            .Throw<DataException>(() => source.Read("cut"))
            .Message.ShouldBe($"The image '{_voc.Image("cut")}' is truncated: the file ends before the picture does.");
        Should
            .Throw<DataException>(() => source.Read("no-image"))
            .Message.ShouldBe($"The image '{_voc.Image("no-image")}' does not exist.");
        Should
            .Throw<DataException>(() => source.Read("no-xml"))
            .Message.ShouldBe($"The annotation '{_voc.Annotation("no-xml")}' does not exist.");
        source.Read("good").Sample.Objects.ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_split_lists_the_available_ones()
    {
        _voc.Split("val").Split("train");
        var main = Path.Combine(_voc.Root, "ImageSets", "Main");
        Should
            .Throw<DataException>(() => _voc.Open())
            .Message.ShouldBe($"Unknown split 'test.txt' in '{main}'; splits there: train, val.");
    }

    [Fact]
    public void An_id_listed_twice_is_refused() =>
        Should.Throw<DataException>(() => _voc.Split("test", "a", "b", "a").Open()).Message.ShouldContain("lists 'a' twice");

    [Fact]
    public void A_missing_root_is_named() =>
        Should
            .Throw<DataException>(() => new VocDataSource("/no/such/folder", "test"))
            .Message.ShouldBe("The data set's folder '/no/such/folder' does not exist.");

    [Fact]
    public void A_folder_that_lacks_a_part_of_the_layout_is_named()
    {
        using var outer = new TemporaryFolder();
        Directory.CreateDirectory(outer["VOCdevkit", "VOC2007", "JPEGImages"]);
        Should.Throw<DataException>(() => new VocDataSource(outer.Root, "test")).Message.ShouldBe(
            $"'{outer["VOCdevkit", "VOC2007"]}' is not a data set in VOC's layout: it lacks Annotations and ImageSets/Main.");
    }

    [Fact]
    public void The_hash_follows_ids_and_annotations()
    {
        _voc.Split("test", "a", "b").Split("other", "b", "a").Add("a").Add("b");
        var hash = _voc.Open().Hash;
        hash.Length.ShouldBe(16);
        _voc.Open().Hash.ShouldBe(hash);
        new VocDataSource(_voc.Root, "other").Hash.ShouldNotBe(hash);
        _voc.Open(["x"]).Hash.ShouldNotBe(hash);
        File.AppendAllText(_voc.Annotation("b"), "\n");
        var edited = _voc.Open().Hash;
        edited.ShouldNotBe(hash);
        File.Delete(_voc.Annotation("b"));
        _voc.Open().Hash.ShouldNotBe(edited);
    }

    private ImageObject ReadBox(string xMin, string yMin, string xMax, string yMax) =>
        Read(VocFolder.Object("dog", xMin, yMin, xMax, yMax));

    private ImageObject Read(string element) =>
        _voc.Split("test", "a").Add("a", element).Open().Read("a").Sample.Objects.ShouldHaveSingleItem();

    private string Malformed(string element)
    {
        var source = _voc.Split("test", "a").Add("a", element).Open();
        var start = $"The annotation '{_voc.Annotation("a")}' is malformed: ";
        var message = Should.Throw<DataException>(() => source.Read("a")).Message;
        message.ShouldStartWith(start);
        return message[start.Length..];
    }
}

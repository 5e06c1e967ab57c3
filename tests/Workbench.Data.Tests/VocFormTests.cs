using System.Text;

namespace Workbench.Data.Tests;

/// <summary>VOC's layout as written by annotation tools, in other encodings and with other picture formats.</summary>
public sealed class VocFormTests : IDisposable
{
    private readonly VocFolder _voc = new();

    public void Dispose() => _voc.Dispose();

    [
        Theory,
        InlineData(".JPG"),
        InlineData(".jpeg"),
        InlineData(".Jpeg"),
        InlineData(".PNG"),
        InlineData(".bmp"),
        InlineData(".webp"),
        InlineData(".tif"),
        InlineData(".JFIF")
    ]
    public void A_picture_is_found_with_any_extension(string extension)
    {
        var source = _voc.Split("test", "a b", "sub/c").Add("a b", VocFolder.Object("dog", "1", "1", "5", "5")).Open();
        File.Move(_voc.Image("a b"), Path.ChangeExtension(_voc.Image("a b"), extension));
        source.Read("a b").Image.Width.ShouldBe(80);
        Directory.CreateDirectory(Path.Combine(_voc.Root, "JPEGImages", "sub"));
        Directory.CreateDirectory(Path.Combine(_voc.Root, "Annotations", "sub"));
        File.Copy(Path.ChangeExtension(_voc.Image("a b"), extension), Path.Combine(_voc.Root, "JPEGImages", "sub", "c" + extension));
        File.Copy(_voc.Annotation("a b"), Path.Combine(_voc.Root, "Annotations", "sub", "c.xml"));
        source.Read("sub/c").Sample.Objects.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_pictures_of_one_name_are_refused()
    {
        var source = _voc.Split("test", "a").Add("a").Open();
        File.Move(_voc.Image("a"), Path.ChangeExtension(_voc.Image("a"), ".bmp"));
        File.Copy(Path.ChangeExtension(_voc.Image("a"), ".bmp"), Path.ChangeExtension(_voc.Image("a"), ".JPG"));
        Should.Throw<DataException>(() => source.Read("a")).Message.ShouldEndWith("are called 'a': 'a.JPG' and 'a.bmp'.");
    }

    [Fact]
    public void Names_in_a_split_may_contain_spaces_and_end_in_a_number()
    {
        _voc.Split("test", "img one", "img two -1", "scan 1", "scan 0", "plain  1", " both 1 -1 ");
        foreach (var id in new[] { "img one", "img two", "scan 1", "scan 0", "plain", "both 1" }) _voc.Add(id);
        _voc.Open().Ids.ShouldBe(["img one", "img two", "scan 1", "scan 0", "plain", "both 1"]);
    }

    [Theory]
    [
        InlineData("gb2312", "图片"),
        InlineData("GBK", "圖"),
        InlineData("gb18030", "㐀"),
        InlineData("Big5", "圖"),
        InlineData("Shift_JIS", "図"),
        InlineData("euc-jp", "図"),
        InlineData("EUC-KR", "그림")
    ]
    [
        InlineData("windows-1252", "é"),
        InlineData("windows-1251", "ж"),
        InlineData("KOI8-R", "ж"),
        InlineData("ISO-8859-1", "é"),
        InlineData("ISO-8859-15", "€"),
        InlineData("us-ascii", "a")
    ]
    public void An_annotation_is_read_in_the_encoding_that_it_declares(string encoding, string text)
    {
        Annotate(
            $"<?xml version='1.0' encoding='{encoding}'?><annotation>{VocFolder.Object(text, "1", "1", "5", "5")}</annotation>",
            encoding);
        _voc.Open(["other", text]).Read("a").Sample.PresentClasses.ShouldBe([1]);
    }

    [
        Theory,
        InlineData("utf8", "utf-8"),
        InlineData("UTF-16", "utf-8"),
        InlineData("cp936", "gbk"),
        InlineData("cp1252", "windows-1252"),
        InlineData("latin-1", "iso-8859-1"),
        InlineData("sjis", "shift_jis")
    ]
    public void Encoding_aliases_are_known(string declared, string encoding)
    {
        Annotate(
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?><annotation>{VocFolder.Object("dog", "1", "1", "5", "5")}</annotation>",
            encoding);
        _voc.Open().Read("a").Sample.Objects.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "iso-8859-1", "encoding")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?>", "iso-8859-1", "bytes")]
    [InlineData("<?xml version='1.0' encoding='klingon'?>", "utf-8", "its encoding 'klingon' is unknown")]
    public void Bytes_of_another_encoding_than_declared_are_refused(string declaration, string encoding, string why)
    {
        Annotate($"{declaration}<annotation><folder>é</folder></annotation>", encoding);
        var message = Should.Throw<DataException>(() => _voc.Open().Read("a")).Message;
        message.ShouldStartWith($"The annotation '{_voc.Annotation("a")}' is malformed: ");
        message.ShouldContain(why);
    }

    [Fact]
    public void Every_box_of_an_object_counts()
    {
        const string two =
            "<object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>"
            + "<bndbox><xmin>30</xmin><ymin>30</ymin><xmax>40</xmax><ymax>40</ymax></bndbox><difficult>1</difficult></object>";
        _voc.Split("test", "a")
            .Add("a", two)
            .Open()
            .Read("a")
            .Sample.Objects.ShouldBe([new ImageObject(11, 0, 0, 1, 1, true), new ImageObject(11, 29, 29, 39, 39, true)]);
        Should
            .Throw<DataException>(() =>
                VocAnnotation.Read(File.ReadAllBytes(_voc.Annotation("a")), "a.xml", 80, 60, VocDataSource.VocClasses, oneBoxEach: true))
            .Message.ShouldBe(
                "The annotation 'a.xml' is malformed: an object 'dog' has 2 <bndbox>, but masks number the objects; "
                + "write one <object> per box.");
    }

    [Theory]
    [InlineData("<objects><object><name>dog</name></object></objects>", "its <object>s are not direct children of <annotation>.")]
    [InlineData("<object><name>dog</name><name>cat</name></object>", "an object has more than one <name>.")]
    public void Objects_that_would_be_ignored_are_rejected(string element, string why) =>
        Should
            .Throw<DataException>(() => _voc.Split("test", "a").Add("a", element).Open().Read("a"))
            .Message.ShouldBe($"The annotation '{_voc.Annotation("a")}' is malformed: {why}");

    private void Annotate(string text, string encoding)
    {
        _voc.Split("test", "a").Add("a");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        File.WriteAllBytes(_voc.Annotation("a"), Encoding.GetEncoding(encoding).GetBytes(text));
    }
}

namespace Workbench.Data.Tests;

public sealed class FolderDataSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_images_by_name_and_nothing_else()
    {
        foreach (var name in new[] { "b.JPEG", "a.png", "c.jpg", "notes.txt", "sub/d.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], Pictures.Encode(30, 20));
        }
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe(["a.png", "b.JPEG", "c.jpg"]);
        source.Annotations.ShouldBe(Annotation.None);
        var sample = source.Read("b.JPEG").Sample;
        (sample.Id, sample.Width, sample.Height, sample.Objects.Count).ShouldBe(("b.JPEG", 30, 20, 0));
        source.Hash.ShouldBe(new FolderDataSource(_folder.Root).Hash);
        File.Delete(_folder["a.png"]);
        source.Hash.ShouldNotBe(new FolderDataSource(_folder.Root).Hash);
    }

    [Fact]
    public void A_folder_without_images_is_refused() =>
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder.Root))
            .Message.ShouldStartWith($"The folder '{_folder.Root}' has no images");

    [Fact]
    public void A_missing_folder_is_refused() =>
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder["gone"]))
            .Message.ShouldBe($"The image folder '{_folder["gone"]}' does not exist.");

    [Fact]
    public void A_label_file_names_the_classes_of_each_image()
    {
        Draw("a.png", "b.jpg", "c.jpg");
        var comma = Labels("file,class\nb.jpg,dog,cat,\na.png\nc.jpg, cat ,cat\n");
        comma.Annotations.ShouldBe(Annotation.Labels);
        comma.Ids.Select(id => comma.Read(id).Sample.PresentClasses).ShouldBe([[], [0, 1], [0]]);
        comma.Read("b.jpg").Sample.Objects.ShouldBeEmpty();
        Labels("a.png\t\nb.jpg\tcat\tdog\nc.jpg\tcat\n").Hash.ShouldBe(comma.Hash);
        Labels("a.png\nb.jpg,dog\nc.jpg,cat\n").Hash.ShouldNotBe(comma.Hash);
        new FolderDataSource(_folder.Root).Hash.ShouldNotBe(comma.Hash);
    }

    [Theory]
    [InlineData("a.png,cat", "they have no line for the image 'b.jpg' of 'ROOT'.")]
    [InlineData("a.png,cat\nb.jpg,dgo", "line 2: 'dgo' is not a class of this data set; did you mean 'dog'?")]
    [InlineData("a.png,cat\n\nb.jpg,dog\na.png,cat", "line 4: the image 'a.png' already has a line.")]
    [InlineData("a.png,cat\nb.jpg,dog\nz.png,cat", "line 3: the image 'z.png' is not in 'ROOT'.")]
    [InlineData("", "the file is empty.")]
    [InlineData("a.png\0,cat", "the file is not text.")]
    public void Labels_that_do_not_fit_are_refused(string text, string why)
    {
        Draw("a.png", "b.jpg");
        Should
            .Throw<DataException>(() => Labels(text))
            .Message.ShouldBe(
                $"The labels '{_folder["labels.csv"]}' cannot be used: {why.Replace("ROOT", _folder.Root, StringComparison.Ordinal)}");
    }

    [Fact]
    public void Labels_need_the_classes_and_a_file()
    {
        Draw("a.png");
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder.Root, labels: _folder["labels.csv"]))
            .Message.ShouldContain("without 'classes'");
        Should
            .Throw<DataException>(() => new FolderDataSource(_folder.Root, ["cat"], _folder["labels.csv"]))
            .Message.ShouldBe($"The labels '{_folder["labels.csv"]}' do not exist.");
    }

    [Fact]
    public void Folders_can_be_the_classes()
    {
        Draw("dog/1.png", "cat/1.png", "cat/2.png", "beside.png");
        var source = new FolderDataSource(_folder.Root, labels: FolderDataSource.ByFolder);
        source.Classes.ShouldBe(["cat", "dog"]);
        source.Ids.ShouldBe(["cat/1.png", "cat/2.png", "dog/1.png"]);
        source.Read("dog/1.png").Sample.PresentClasses.ShouldBe([1]);
        var other = new FolderDataSource(_folder.Root, ["dog", "emu", "cat"], FolderDataSource.ByFolder);
        other.Read("cat/2.png").Sample.PresentClasses.ShouldBe([2]);
        other.Hash.ShouldNotBe(source.Hash);
        Should.Throw<DataException>(() => new FolderDataSource(_folder.Root, ["cta", "dog"], FolderDataSource.ByFolder)).Message
            .ShouldBe($"The folder '{_folder["cat"]}' is not a class of this data set; did you mean 'cta'?");
    }

    [Fact]
    public void Class_names_can_come_from_a_file_and_must_be_unique()
    {
        File.WriteAllText(_folder["classes.txt"], "crane\n\n dog \n");
        FolderDataSource.ReadClasses(_folder["classes.txt"]).ShouldBe(["crane", "dog"]);
        File.WriteAllText(_folder["classes.txt"], "crane\ndog\ncrane");
        Should
            .Throw<DataException>(() => FolderDataSource.ReadClasses(_folder["classes.txt"]))
            .Message.ShouldBe($"The classes '{_folder["classes.txt"]}' name 'crane' twice.");
    }

    private FolderDataSource Labels(string text)
    {
        File.WriteAllText(_folder["labels.csv"], text);
        return new FolderDataSource(_folder.Root, ["cat", "dog"], _folder["labels.csv"]);
    }

    private void Draw(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], Pictures.Encode(30, 20));
        }
    }
}

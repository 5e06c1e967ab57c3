using System.Formats.Tar;

namespace Workbench.Data.Tests;

/// <summary>Files that notebooks, systems and archives leave in folders are left out, and notes report them.</summary>
public sealed class HiddenFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [
        Theory,
        InlineData(".ipynb_checkpoints"),
        InlineData("__MACOSX"),
        InlineData(".git"),
        InlineData("@eaDir"),
        InlineData("$RECYCLE.BIN"),
        InlineData(".Trash-1000")
    ]
    public void A_hidden_folder_is_not_a_class(string hidden)
    {
        Draw("cat/1.png", "cat/._1.png", "dog/1.png", $"{hidden}/1.png");
        var source = new FolderDataSource(_folder.Root, labels: FolderDataSource.ByFolder);
        source.Classes.ShouldBe(["cat", "dog"]);
        source.Ids.ShouldBe(["cat/1.png", "dog/1.png"]);
        source.Notes.ShouldBe([
            $"'{_folder.Root}' has hidden folders or pictures, which are left out: '{hidden}'.",
            $"'{_folder["cat"]}' has hidden pictures, which are left out: '._1.png'.",
        ]);
        new FolderDataSource(_folder.Root, ["dog", "cat"], FolderDataSource.ByFolder).Read("dog/1.png").Sample.PresentClasses.ShouldBe([0]);
    }

    [Fact]
    public void A_hidden_picture_is_left_out()
    {
        Draw("a.png", "._a.png", ".b.jpg");
        var source = new FolderDataSource(_folder.Root);
        source.Ids.ShouldBe(["a.png"]);
        source.Notes.Single().ShouldContain("'._a.png', '.b.jpg'");
    }

    [Fact]
    public void A_hidden_folder_is_not_an_ImageNet_class()
    {
        Draw("n01440764/a.JPEG", ".ipynb_checkpoints/b.JPEG");
        File.WriteAllText(_folder["synset_words.txt"], "n01440764 tench\n");
        var source = new ImageNetDataSource(_folder.Root);
        source.Ids.ShouldBe(["a"]);
        source.Notes.Single().ShouldContain("'.ipynb_checkpoints'");
    }

    [Fact]
    public void Pictures_in_unsupported_formats_are_reported()
    {
        Draw("a.png", "b.heic", "c.AVIF", "notes.txt");
        new FolderDataSource(_folder.Root).Notes.ShouldBe([
            $"'{_folder.Root}' has pictures in unsupported formats, which are left out: 'b.heic', 'c.AVIF'.",
        ]);
    }

    [Fact]
    public void A_hidden_copy_of_a_data_set_is_ignored()
    {
        foreach (var root in new[] { "VOC2007", "__MACOSX/VOC2007", ".ipynb_checkpoints/VOC2007" })
        {
            Draw($"set/{root}/JPEGImages/a.png", $"set/{root}/JPEGImages/._a.png");
            Write($"set/{root}/Annotations/a.xml", "<annotation/>");
            Write($"set/{root}/ImageSets/Main/val.txt", "a\n");
            Write($"set/{root}/ImageSets/Main/._val.txt", "\u0005");
        }
        new VocDataSource(_folder["set"], "val").Read("a").Sample.Id.ShouldBe("a");
        Should.Throw<DataException>(() => new VocDataSource(_folder["set"], "test")).Message.ShouldEndWith("splits there: val.");
        TarFile.CreateFromDirectory(_folder["set"], _folder["set.tar"], includeBaseDirectory: false);
        new VocDataSource(_folder["set.tar"], "val").Read("a").Sample.Id.ShouldBe("a");
        Directory.CreateDirectory(_folder["tars"]);
        File.Move(_folder["set.tar"], _folder["tars", "set.tar"]);
        File.WriteAllText(_folder["tars", "._set.tar"], "junk");
        new VocDataSource(_folder["tars"], "val").Ids.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("0 1 2 10 11", "'11' is class 3, and '2' comes after it")]
    [InlineData("class_1 class_2 class_10", "'class_10' is class 1, and 'class_2' comes after it")]
    [InlineData("00 01 02 10 11", null)]
    [InlineData("1 2 3", null)]
    [InlineData("cat dog", null)]
    public void Numbered_folders_sorted_as_text_are_reported(string names, string? note)
    {
        foreach (var name in names.Split(' ')) Draw($"{name}/a.png");
        var notes = new FolderDataSource(_folder.Root, labels: FolderDataSource.ByFolder).Notes;
        if (note is null) notes.ShouldBeEmpty();
        else notes.Single().ShouldContain(note);
        new FolderDataSource(_folder.Root, names.Split(' '), FolderDataSource.ByFolder).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_without_pictures_is_reported()
    {
        Draw("cat/a.png");
        Directory.CreateDirectory(_folder["dog"]);
        var source = new FolderDataSource(_folder.Root, labels: FolderDataSource.ByFolder);
        source.Classes.ShouldBe(["cat", "dog"]);
        source.Notes.ShouldBe([$"The folder '{_folder["dog"]}' is a class but has no images."]);
    }

    private void Draw(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], Pictures.Encode(8, 8));
        }
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}

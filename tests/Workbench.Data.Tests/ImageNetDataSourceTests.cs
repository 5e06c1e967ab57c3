using static Workbench.Data.Tests.ImageNetFolder;

namespace Workbench.Data.Tests;

public sealed class ImageNetDataSourceTests : IDisposable
{
    private readonly ImageNetFolder _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public void Folders_names_and_a_label_file_are_equivalent()
    {
        var folders = _images.Classes().Add($"{Crane}/{Name(2)}", $"{Tench}/{Name(3)}", $"{Machine}/{Name(1)}").Open();
        folders.Ids.ShouldBe(["ILSVRC2012_val_00000001", "ILSVRC2012_val_00000002", "ILSVRC2012_val_00000003"]);
        Labels(folders).ShouldBe([2, 1, 0]);
        folders.Annotations.ShouldBe(Annotation.Labels);
        folders.Classes.ShouldBe(["tench", $"crane ({Crane})", $"crane ({Machine})"]);

        using var flat = new ImageNetFolder().Classes().Add(Name(1), Name(2), Name(3));
        string[][] files =
        [
            [Machine, Crane, Tench],
            [$"{Name(3)} {Tench}", $"{Name(1)}\t{Machine}", $"{Name(2)},{Crane}"],
            [
                "ImageId,PredictionString", $"{Path.GetFileNameWithoutExtension(Name(2))},{Crane} 3 4 5 6 {Crane} 1 2 3 4",
                $"{Name(1)},{Machine} 1 1 2 2", $"{Name(3)},{Tench}",
            ],
        ];
        foreach (var lines in files)
        {
            var listed = flat.Open(flat.Write("labels.txt", lines));
            Labels(listed).ShouldBe([2, 1, 0]);
            listed.Hash.ShouldBe(folders.Hash);
        }
    }

    [Fact]
    public void Names_that_begin_with_the_id_give_the_class()
    {
        var source = _images.Classes().Add($"{Crane}_crane.JPEG", $"{Tench}_10026.jpg", $"{Machine}_hoist.PNG").Open();
        source.Ids.ShouldBe([$"{Tench}_10026", $"{Crane}_crane", $"{Machine}_hoist"]);
        Labels(source).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void A_list_of_classes_can_be_elsewhere_and_sets_the_order()
    {
        _images.Add($"{Tench}/a.png", $"{Crane}/b.png");
        var list = _images.Write("mine.txt", $"{Crane} crane", "n00000001", $"{Tench}  tench , x");
        var source = new ImageNetDataSource(_images.Root, list);
        source.Classes.ShouldBe(["crane", "n00000001", "tench"]);
        Labels(source).ShouldBe([2, 0]);
        source.Hash.ShouldNotBe(_images.Classes().Open().Hash);
    }

    [Fact]
    public void A_thousand_ids_need_no_list()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => $"n{7 * i:D8}").ToList();
        var source = _images.Add(ids.Select(id => $"{id}_x.png")).Open();
        source.Classes.ShouldBe(ids);
        source.Read("n00000700_x").Sample.PresentClasses.ShouldBe([100]);
        File.Delete(Path.Combine(_images.Root, "n00000700_x.png"));
        Should.Throw<DataException>(() => _images.Open()).Message.ShouldBe(
            $"No list of classes was found. Name one with 'classes', or put synset_words.txt into '{_images.Root}' or beside it, "
            + "with a line per class in the model's order: 'n01440764 tench, Tinca tinca'.");
    }

    [Fact]
    public void A_subset_depends_on_seed_and_ids_alone_and_grows_at_its_end()
    {
        _images.Classes().Add(Enumerable.Range(1, 60).Select(i => $"{Crane}/{Name(i)}"));
        using var flat = new ImageNetFolder().Classes().Add(Enumerable.Range(1, 60).Select(Name));
        var labels = flat.Write("labels.txt", [.. Enumerable.Repeat(Crane, 60)]);
        var ten = _images.Open(count: 10);
        ten.Ids.ShouldBeUnique();
        flat.Open(labels, 10).Ids.ShouldBe(ten.Ids);
        flat.Open(labels, 10).Hash.ShouldBe(ten.Hash);
        foreach (var more in new[] { 11, 35, 60 }) _images.Open(count: more).Ids.Take(10).ShouldBe(ten.Ids);
        _images.Open(count: 10, seed: 1).Ids.Except(ten.Ids).ShouldNotBeEmpty();
        _images.Open().Ids.ShouldNotBe(_images.Open(count: 60).Ids);
        // The published subset: another rule would compare different images under the same name.
        ten.Ids.Take(3).Select(id => int.Parse(id[^8..])).ShouldBe([55, 41, 5]);
        Should
            .Throw<DataException>(() => _images.Open(count: 61))
            .Message.ShouldBe($"'count' is 61, but '{_images.Root}' has 60 images. Lower 'count', or leave it out to use all of them.");
    }

    [Theory]
    [InlineData(
        "n00000009/a.png",
        "The image 'ROOT/n00000009/a.png' has the class n00000009, which is not one of the 3 classes of 'BESIDE'.")]
    [InlineData(
        "a.png",
        "The class of the image 'ROOT/a.png' is unknown. Start its name with a WordNet id ('n01558993_'), "
        + "put it into a folder named after one, or name a 'labels' file.")]
    [InlineData(
        "tench/a.png",
        "The folder 'ROOT/tench' has images but is not named after a WordNet id, as class folders must be.")]
    [InlineData(
        "n01440764/a.txt",
        "'ROOT' has no images (.jpg, .jpeg, .jpe, .jfif, .png, .webp, .bmp, .gif, .tif, .tiff, .ppm, .pgm, .pbm) "
        + "and no image folder named after a WordNet id.")]
    [InlineData(
        "n01440764/a.png n02012849/a.jpg",
        "Two images of 'ROOT' are called 'a': 'ROOT/n01440764/a.png' and 'ROOT/n02012849/a.jpg'.")]
    public void Images_without_a_class_or_with_two_are_refused(string paths, string message) =>
        Refused(() => _images.Classes().Add(paths.Split(' ')).Open()).ShouldBe(message);

    [Theory]
    [InlineData("n01440764", "it has 1 lines, but 'ROOT' has 2 images.")]
    [InlineData(
        "490\n361",
        "line 1 has the number 490. Class numbers differ between lists (the development kit and the models use different orders), "
        + "so a label must be a WordNet id such as n01440764.")]
    [InlineData(
        "a.png 3\nb.png 4",
        "line 1 has the number 3. Class numbers differ between lists (the development kit and the models use different orders), "
        + "so a label must be a WordNet id such as n01440764.")]
    [InlineData("tench\nrobin", "line 1: 'tench' is not a WordNet id such as n01440764.")]
    [InlineData("a.png n01440764", "it has no label for the image 'b.png' of 'ROOT'.")]
    [InlineData("a.png n01440764\nb.png n01440764\nc.png n01440764", "it names 1 images that are not in 'ROOT', for example 'c'.")]
    [InlineData("a.png n01440764\na n01440764", "line 2 repeats the image 'a'.")]
    [InlineData("a.png n01440764\n\nn01440764", "line 3 has one field, 'n01440764'; other lines have an image and its label.")]
    [InlineData("", "the file is empty.")]
    public void Labels_that_do_not_fit_are_refused(string lines, string why) =>
        Refused(() => _images.Classes().Add("a.png", "b.png").Open(_images.Write("labels.txt", lines.Split('\n'))))
            .ShouldBe($"The labels '{_images["labels.txt"]}' cannot be used: {why}");

    [Theory]
    [InlineData(
        "tench",
        "line 1: 'tench' is not a WordNet id. A line is an id and its names, in the model's order: 'n01440764 tench, Tinca tinca'.")]
    [InlineData("n01440764 a\n\nn01440764 b", "line 3: 'n01440764' is already on line 1.")]
    [InlineData(
        "0 tench",
        "line 1: '0' is not a WordNet id. A line is an id and its names, in the model's order: 'n01440764 tench, Tinca tinca'.")]
    public void A_list_of_classes_with_a_mistake_is_refused(string lines, string why)
    {
        _images.Write("synset_words.txt", lines.Split('\n'));
        Refused(() => _images.Add($"{Tench}_a.png").Open()).ShouldBe($"The classes 'BESIDE' cannot be used: {why}");
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Refused(() => new ImageNetDataSource(_images["gone"])).ShouldBe($"The image folder '{_images["gone"]}' does not exist.");
        Refused(() => _images.Open(_images["gone.txt"])).ShouldBe($"The labels '{_images["gone.txt"]}' do not exist.");
        Refused(() => _images.Classes().Add($"{Tench}_a.png").Open().Read("b")).ShouldBe("Unknown image 'b' in 'ROOT'.");
    }

    private static List<int> Labels(ImageNetDataSource source) =>
        [.. source.Ids.Select(id => source.Read(id).Sample.PresentClasses.ShouldHaveSingleItem())];

    private string Refused(Func<object> open) =>
        Should
            .Throw<DataException>(() => open())
            .Message.Replace(_images.Root, "ROOT", StringComparison.Ordinal)
            .Replace(_images["synset_words.txt"], "BESIDE", StringComparison.Ordinal);
}

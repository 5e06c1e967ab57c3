namespace Workbench.Specs.Tests;

/// <summary>Data of ImageNet and of a plain folder: read, written, and read back.</summary>
public sealed class DataTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public DataTests()
    {
        Directory.CreateDirectory(_folder.Full("val"));
        foreach (var file in new[] { "words.txt", "labels.txt" }) _folder.Write(file, "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImageNet_has_paths_and_a_subset_with_its_seed()
    {
        var least = Read("{format: imagenet, root: val}").ShouldBeOfType<ImageNetData>();
        (least.Root.Value, least.Classes, least.Labels, least.Count, least.Seed).ShouldBe((_folder.Full("val"), null, null, null, 0UL));
        var all = Read("{format: imagenet, root: val, classes: words.txt, labels: labels.txt, count: 1000, seed: 3}")
            .ShouldBeOfType<ImageNetData>();
        (all.Classes!.Value, all.Labels!.Value, all.Count, all.Seed).ShouldBe(
            (_folder.Full("words.txt"), _folder.Full("labels.txt"), 1000, 3UL));
    }

    [Fact]
    public void A_folder_has_labels_from_a_file_or_from_its_subfolders()
    {
        var plain = Read("{format: folder, root: val}").ShouldBeOfType<FolderData>();
        (plain.Labels, plain.Classes, plain.ClassFile).ShouldBe((null, null, null));
        var listed = Read("{format: folder, root: val, labels: labels.txt, classes: [cat, dog]}").ShouldBeOfType<FolderData>();
        listed.Labels!.Value.ShouldBe(_folder.Full("labels.txt"));
        listed.Classes.ShouldBe(["cat", "dog"]);
        var filed = Read("{format: folder, root: val, labels: folders, classes: words.txt}").ShouldBeOfType<FolderData>();
        (filed.Labels!.Value, filed.Classes, filed.ClassFile!.Value).ShouldBe(("folders", null, _folder.Full("words.txt")));
    }

    [Theory]
    [InlineData("{format: imagenet, root: val}")]
    [InlineData("{format: imagenet, root: val, classes: words.txt, labels: labels.txt, count: 1000, seed: 3}")]
    [InlineData("{format: folder, root: val}")]
    [InlineData("{format: folder, root: val, labels: labels.txt, classes: [cat, dog]}")]
    [InlineData("{format: folder, root: val, labels: folders}")]
    [InlineData("{format: folder, root: val, labels: labels.txt, classes: words.txt}")]
    public void A_written_spec_reads_back_the_same_from_another_folder(string data)
    {
        var first = Load(data);
        var second = ExperimentFile.Load(_folder.Write("elsewhere/resolved.yaml", SpecWriter.Write(first)), new FakeCatalog());
        second.Spec.Subject.Identity.ShouldBe(first.Spec.Subject.Identity);
        SpecWriter.Write(second).ShouldBe(SpecWriter.Write(first));
    }

    [Fact]
    public void Each_key_that_changes_the_images_changes_the_identity() => new[]
    {
        "{format: imagenet, root: val}",
        "{format: imagenet, root: val, count: 5}",
        "{format: imagenet, root: val, count: 5, seed: 1}",
        "{format: imagenet, root: val, labels: labels.txt}",
        "{format: imagenet, root: val, classes: words.txt}",
        "{format: folder, root: val}",
        "{format: folder, root: val, labels: folders}",
        "{format: folder, root: val, classes: [a]}",
        "{format: folder, root: val, classes: words.txt}",
    }.Select(data => Load(data).Spec.Subject.Identity).ShouldBeUnique();

    [Theory]
    [InlineData("{format: imagenet}", "The key 'root' is missing in data.")]
    [InlineData("{format: imagenet, root: val, count: 0}", "'count' must be a whole number, 1 or more, not '0'.")]
    [InlineData(
        "{format: imagenet, root: val, split: val}",
        "Unknown key 'split' in data; known: format, root, classes, labels, count, seed, orientation, alpha.")]
    [InlineData("{format: imagenet, root: val, classes: [a]}", "'classes' must be text, not a list.")]
    [InlineData("{format: imagenet, root: val, labels: gone.txt}", "The file 'gone.txt' does not exist.")]
    [InlineData(
        "{format: imagenet, root: gone}",
        "The folder 'gone' does not exist. "
            + "ImageNet's images (ILSVRC2012_img_val.tar) are available from image-net.org after registration. Put their folder or "
            + "a link to it there, or pass --set subject.data.root=FOLDER.")]
    [InlineData("{format: folder, root: val, labels: labels.txt}", "The key 'classes' is missing in data.")]
    [InlineData("{format: folder, root: val, labels: [a]}", "'labels' must be text, not a list.")]
    [InlineData("{format: folder, root: val, classes: {a: b}}", "'classes' must be a list, not a mapping.")]
    [InlineData("{format: folder, root: val, labels: folders, classes: gone.txt}", "The file 'gone.txt' does not exist.")]
    public void Mistakes_are_reported_at_their_place(string data, string message)
    {
        _folder.Write("subject.yaml", Subject(data));
        var mistakes = _folder.ErrorMessage("methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n");
        mistakes.ShouldMatch(@"^subject\.yaml:3:\d+: ");
        mistakes.ShouldEndWith(message);
    }

    private static string Subject(string data) => $"model: {{weights: weights.safetensors}}\ninput: imagenet\ndata: {data}\n";

    private Experiment Load(string data)
    {
        _folder.Write("subject.yaml", Subject(data));
        return _folder.Load("methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n");
    }

    private DataSpec Read(string data) => SubjectFile.Read(_folder.Write("subject.yaml", Subject(data))).Data;
}

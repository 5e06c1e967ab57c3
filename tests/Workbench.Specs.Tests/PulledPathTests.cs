using Workbench.Data.Downloads;

namespace Workbench.Specs.Tests;

/// <summary><c>pull:NAME</c> in place of a path.</summary>
public sealed class PulledPathTests : IDisposable
{
    private const string Spec = "methods: [beta]\nmetrics: [hits]\nsubject: subject.yaml\n";

    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_name_is_reported_at_its_place()
    {
        Subject("pull:vgg16-voc7");
        _folder
            .ErrorMessage(Spec)
            .ShouldBe("subject.yaml:1:18: Unknown download 'vgg16-voc7'; did you mean 'vgg16-voc07'?");
        Subject("pull:");
        _folder.ErrorMessage(Spec).ShouldContain("subject.yaml:1:18: Unknown download ''");
        Subject("weights.safetensors", "{format: voc, root: pull:voc07-tset, split: test}");
        _folder.ErrorMessage(Spec).ShouldBe("subject.yaml:3:27: Unknown download 'voc07-tset'; did you mean 'voc07-test'?");
    }

    [Fact]
    public void A_missing_download_is_reported_with_the_command()
    {
        var file = new PulledFile(Pullables.Find("vgg19-imagenet")!);
        Subject("pull:vgg19-imagenet", "{format: voc, root: pull:voc07-trainval, split: val}");
        var mistakes = _folder.ErrorMessage(Spec).Split('\n');
        mistakes[0]
            .ShouldBe(
                "subject.yaml:1:18: 'pull:vgg19-imagenet' has not been downloaded: run 'workbench pull vgg19-imagenet' (575 MB), "
                    + $"or put vgg19-dcbb9e9d.pth at '{file.Path}'.");
        mistakes[1].ShouldStartWith("subject.yaml:3:27: 'pull:voc07-trainval' has not been downloaded");
    }

    [Fact]
    public void The_shipped_subject_reports_its_missing_downloads()
    {
        var mistakes = _folder.ErrorMessage(Spec.Replace("subject.yaml", "voc07", StringComparison.Ordinal));
        foreach (var name in (string[])["vgg16-voc07", "voc07-test"])
            mistakes.ShouldContain($"'pull:{name}' has not been downloaded: run 'workbench pull {name}'");
    }

    [Fact]
    public void A_very_long_name_is_cut_in_the_message()
    {
        Subject($"pull:{new string('v', 200_000)}");
        _folder.ErrorMessage(Spec).Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void A_wrong_file_in_the_cache_is_reported()
    {
        var file = WriteToCache("vgg13-imagenet", "not the weights"u8.ToArray());
        Subject("pull:vgg13-imagenet");
        _folder
            .ErrorMessage(Spec)
            .ShouldMatch(
                "^subject.yaml:1:18: '.*vgg13-19584684.pth' is not vgg13-imagenet: expected sha-256 19584684…, found sha-256 [0-9a-f]{64}. "
                + "'workbench pull vgg13-imagenet --force' replaces it.$");
        File.Exists(file.Path + ".checked").ShouldBeFalse();
    }

    [Fact]
    public void A_file_put_into_the_cache_by_hand_is_checked_and_written_by_name()
    {
        var file = WriteToCache("difficult-flags", FlagsFile.Bytes);
        _folder.Write(
            "subject.yaml",
            "model: {weights: weights.safetensors, draws: pull:difficult-flags}\ninput: scenes\ndata: {format: folder, root: voc}\n");
        var experiment = _folder.Load(Spec);
        experiment.Spec.Subject.Model.Draws!.Value.ShouldBe(file.Path);
        file.IsChecked.ShouldBeTrue();

        // The written spec must not depend on the place of this machine's cache.
        var written = SpecWriter.Write(experiment);
        written.ShouldContain("draws: pull:difficult-flags");
        written.ShouldNotContain(file.Path);
        _folder.Load(written).Spec.Subject.Model.Draws!.Value.ShouldBe(file.Path);
    }

    [Fact]
    public void Overrides_and_model_cards_may_use_it()
    {
        var file = WriteToCache("difficult-flags", FlagsFile.Bytes);
        Subject("weights.safetensors");
        _folder.Load(Spec, "subject.model.weights=pull:difficult-flags").Spec.Subject.Model.Weights.Value.ShouldBe(file.Path);
        _folder.Write("cards/card.yaml", "weights: pull:difficult-flags\n");
        _folder.Write("subject.yaml", "model: {extends: cards/card.yaml}\ninput: scenes\ndata: {format: folder, root: voc}\n");
        _folder.Load(Spec).Spec.Subject.Model.Weights.Value.ShouldBe(file.Path);
    }

    [Fact]
    public void A_tar_file_may_replace_a_data_sets_folder()
    {
        _folder.Write("voc.tar", "");
        Subject("weights.safetensors", "{format: voc, root: voc.tar, split: test}");
        _folder.Load(Spec).Spec.Subject.Data.ShouldBeOfType<VocData>().Root.Value.ShouldBe(_folder.Full("voc.tar"));
        Subject("weights.safetensors", "{format: voc, root: nowhere.tar, split: test}");
        _folder.ErrorMessage(Spec).ShouldBe("subject.yaml:3:27: The folder or tar file 'nowhere.tar' does not exist.");
    }

    private void Subject(string weights, string data = "{format: folder, root: voc}") =>
        _folder.Write("subject.yaml", $"model: {{weights: {weights}}}\ninput: scenes\ndata: {data}\n");

    private static PulledFile WriteToCache(string name, byte[] bytes)
    {
        var file = new PulledFile(Pullables.Find(name)!);
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }
}

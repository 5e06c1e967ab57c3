using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary>Runs on data with labels but without boxes: ImageNet's folders, and other labelled folders.</summary>
public sealed class LabelledDataTests(SmallSubject subject)
{
    private static readonly string[] s_synsets = ["n01440764", "n02012849", "n03126707"];

    [SlowFact]
    public void The_randomisation_test_runs_on_a_seeded_subset_of_imagenet()
    {
        using var place = ImageNet(
            "{format: imagenet, root: val, count: 4}", "[gradcam@b5, gradient]", "[class-sensitivity, parameter-randomization]");
        var run = place.RunInto("out");
        run.Code.ShouldBe(0, run.Error);
        var images = place.Rows("out", "samples.csv").Select(row => row.Split(',')[2]).Distinct().ToList();
        images.Count.ShouldBe(4);
        using (var json = JsonDocument.Parse(place.Read("out", "provenance.json")))
            json.RootElement.GetProperty("data").GetProperty("images").GetInt32().ShouldBe(4);

        // A smaller subset is the first part of a larger one, and 'limit' takes the first part of a subset.
        place.RunInto("two", "--limit", "2").Code.ShouldBe(0);
        Keys(place, "two").ShouldBeSubsetOf(Keys(place, "out"));
        place.RunInto("six", "--set", "subject.data.count=6").Code.ShouldBe(0);
        Keys(place, "out").ShouldBeSubsetOf(Keys(place, "six"));
    }

    [Fact]
    public void A_metric_that_needs_boxes_is_refused_before_the_first_pass()
    {
        using var place = ImageNet("{format: imagenet, root: val}", "[gradcam@b5]", "[pointing-game]");
        var run = place.RunInto("out");
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain("pointing-game needs boxes, which the subject's data does not have.");
    }

    [Fact]
    public void Classes_that_are_not_the_models_are_refused()
    {
        using var place = ImageNet("{format: imagenet, root: val}", "[gradcam@b5]", "[class-sensitivity]");
        place.Write("synset_words.txt", place.Read("synset_words.txt") + "n09999999 emu\n");
        var run = place.RunInto("out");
        run.Code.ShouldBe(4, run.Error);
        run.Error.ShouldContain("the model has 3 classes, the data 4");
    }

    [Fact]
    public void The_shipped_subject_says_where_its_images_go()
    {
        using var place = new Workplace(subject, "[gradcam@b5]", "[class-sensitivity]");
        Directory.CreateDirectory(place["subjects"]);
        File.Copy(Path.Combine(Repository.Root, "experiments", "subjects", "imagenet.yaml"), place["subjects", "imagenet.yaml"]);
        var run = place.RunInto("out", "--subject", "imagenet", "--set", "subject.model={weights: small.safetensors, input: scenes}");
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain($"The folder '{Path.Combine(place["subjects"], "imagenet", "val")}' does not exist. ImageNet's images");
        run.Error.ShouldContain("--set subject.data.root=FOLDER");
    }

    [Theory]
    [InlineData("{format: folder, root: val, labels: folders}", "n01440764/a1.jpg")]
    [InlineData("{format: folder, root: voc/JPEGImages, labels: labels.csv, classes: [disc, box, bar]}", "a1.jpg")]
    public void A_labelled_folder_runs(string data, string first)
    {
        using var place = ImageNet(data, "[gradcam@b5]", "[class-sensitivity]");
        place.Write("labels.csv", "file,class\n" + string.Concat(SmallSubject.Ids.Select(id => $"{id}.jpg,disc\n")));
        var run = place.RunInto("out");
        run.Code.ShouldBe(0, run.Error);
        place.Rows("out", "samples.csv")[0].Split(',')[2].ShouldBe(first);
    }

    // Metric, method, image, class and state of every row.
    private static IEnumerable<string> Keys(Workplace place, string folder) =>
        place.Rows(folder, "samples.csv").Select(row => string.Join(',', row.Split(',').Where((_, column) => column != 4)));

    // The small subject's images in folders of three classes.
    private Workplace ImageNet(string data, string methods, string metrics)
    {
        var place = new Workplace(subject, methods, metrics);
        for (var i = 0; i < SmallSubject.Ids.Length; i++)
        {
            Directory.CreateDirectory(place["val", s_synsets[i % 3]]);
            File.Copy(
                place["voc", "JPEGImages", $"{SmallSubject.Ids[i]}.jpg"],
                place["val", s_synsets[i % 3], $"{SmallSubject.Ids[i]}.jpg"]);
        }
        place.Write(
            "synset_words.txt",
            string.Concat(s_synsets.Zip(["tench, Tinca tinca", "crane", "crane, hoist"], (id, name) => $"{id} {name}\n")));
        place.Write("small.yaml", $"model: {{weights: small.safetensors}}\ninput: scenes\ndata: {data}\n");
        return place;
    }
}

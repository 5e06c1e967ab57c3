using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench model fit-head</c>, and subjects whose card joins the fitted classifier to a network.</summary>
public sealed class FitHeadTests : IDisposable
{
    private const string Fit = "model fit-head subject.yaml --split val --out head.safetensors --device cpu";

    private readonly Workplace _place;

    public FitHeadTests(SmallSubject subject)
    {
        _place = new Workplace(subject, "[gradcam@last, cam]", "[pointing-game]");
        File.Copy(Repository.Reference("graph", "models", "resnet_basic.safetensors"), _place["resnet.safetensors"]);
        _place.Write("subject.yaml", Subject("resnet.safetensors"));
        _place.Write("joined.yaml", Subject("resnet.safetensors, classifier: head.safetensors"));
    }

    public void Dispose() => _place.Dispose();

    private static string Subject(string weights) =>
        $"model: {{weights: {weights}}}\ninput: scenes\ndata: {{format: voc, root: voc, split: val, classes: [disc, box, bar]}}\n";

    private Outcome Run(string line) => _place.Run(line.Split(' '));

    [Fact]
    public void A_fitted_classifier_becomes_a_part_of_the_network()
    {
        _place.Write("voc/ImageSets/Main/rest.txt", "a5\na6\n");
        _place.Write("voc/ImageSets/Main/first.txt", "a1\na2\na3\na4\n");
        var fit = Run($"{Fit.Replace("val", "first", StringComparison.Ordinal)} --test rest");
        fit.Code.ShouldBe(0, fit.Error);
        var lines = fit.Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        string Line(string name) => lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("32 features, 3 classes, 4 images; penalty ", StringComparison.Ordinal));
        Line("disc").ShouldEndWith("  1.000");
        Line("bar").ShouldEndWith("  –");
        lines.ShouldContain(line => line.StartsWith("written: head.safetensors, ", StringComparison.Ordinal));
        fit.Error.ShouldContain("No image to fit on shows 'bar' (class 2).");

        _place.Write("card.yaml", "weights: resnet.safetensors\nclassifier: head.safetensors\n");
        var json = JsonDocument.Parse(Run("model inspect card.yaml --json").Output).RootElement;
        json.GetProperty("classes").GetInt32().ShouldBe(3);
        json.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()).ShouldBe(["disc", "box", "bar"]);

        Run("run spec.yaml --out without --device cpu --subject subject.yaml").Error.ShouldContain("the model has 20 classes, the data 3.");
        var run = Run("run spec.yaml --out out --device cpu --subject joined.yaml");
        run.Code.ShouldBe(0, run.Error);
        _place.Read("out", "provenance.json").ShouldContain("\"classifierSha256\": ");
        var plan = Run("run spec.yaml --out out --device cpu --subject joined.yaml --set subject.data.classes=[box,disc,bar]");
        plan.Code.ShouldBe(4);
        plan.Error.ShouldContain("class 0 is 'disc' in the model and 'box' in the data");

        Run(Fit).Error.ShouldContain("'head.safetensors' already exists; --force replaces it.");
        var before = File.ReadAllBytes(_place["head.safetensors"]);
        Run($"{Fit} --force --set data.classes=[box,disc,bar]").Code.ShouldBe(0);
        File.ReadAllBytes(_place["head.safetensors"]).ShouldNotBe(before);
    }

    [Fact]
    public void Mistakes_are_named_and_nothing_is_written()
    {
        void Fails(string line, int code, string message)
        {
            var run = Run(line);
            run.Code.ShouldBe(code, run.Error);
            run.Error.ShouldContain(message);
        }
        Fails("model fit-head subject.yaml", 2, "--out");
        Fails("model fit-head nowhere --out head.safetensors", 2, "Unknown subject 'nowhere'");
        Fails("model fit-head subject.yaml --out voc", 2, "'voc' is a folder: name a file in it.");
        Fails("model fit-head subject.yaml --out head.safetensors", 4, "trainval");
        Fails(Fit + " --test nowhere", 4, "nowhere");
        _place.Write("voc/ImageSets/Main/rest.txt", "a5\na6\n");
        Fails(Fit + " --test rest", 4, "2 of 2 images to test on are also fitted to: name another split with --test.");
        Fails("model fit-head small.yaml --split val --out head.safetensors", 4, "does not end in global pooling");
        Fails("run spec.yaml --out out --subject joined.yaml", 2, "head.safetensors' does not exist");
        File.Exists(_place["head.safetensors"]).ShouldBeFalse();
    }

    [Fact]
    public void The_folder_of_the_file_is_created_or_refused_before_the_fit()
    {
        var fit = Run("model fit-head subject.yaml --split val --out new/folder/head.safetensors --device cpu");
        fit.Code.ShouldBe(0, fit.Error);
        Directory.GetFiles(_place["new", "folder"]).ShouldBe([_place["new", "folder", "head.safetensors"]]);

        _place.Write("file", "");
        var refused = Run("model fit-head subject.yaml --split val --out file/head.safetensors --device cpu");
        refused.Code.ShouldBe(4, refused.Error);
        refused.Error.ShouldContain("'file/head.safetensors' cannot be written: no file can be created in the folder ");
        refused.Output.ShouldBe("");
    }

    [Fact]
    public void Classes_that_no_image_shows_are_named_in_one_line()
    {
        var fit = Run($"{Fit} --set data.classes=[bar,disc,box,tree]");
        fit.Code.ShouldBe(0, fit.Error);
        fit.Error.ShouldContain("No image to fit on shows these 2 classes: 'bar' (0), 'tree' (3).");
    }

    [Fact]
    public void An_unreadable_image_costs_its_own_row()
    {
        File.WriteAllText(_place["voc", "JPEGImages", "a3.jpg"], "no picture");
        var fit = Run(Fit);
        fit.Code.ShouldBe(0, fit.Error);
        fit.Output.ShouldContain("32 features, 3 classes, 5 images; ");
        fit.Error.ShouldContain("a3.jpg");
    }
}

namespace Workbench.Cli.Tests;

/// <summary>Wrong specs, weights, images and folders give one message that names the fault, and the documented exit code.</summary>
public sealed class BadInputTests(SmallSubject subject)
{
    private static void ShouldFail(Outcome run, int code, params string[] messages)
    {
        run.Code.ShouldBe(code, run.Error);
        foreach (var message in messages) run.Error.ShouldContain(message);
        run.Error.ShouldNotContain("   at ");
        run.Output.ShouldBe("");
    }

    [Fact]
    public void All_mistakes_of_a_spec_are_reported_with_their_places()
    {
        using var place = new Workplace(subject);
        place.Write("spec.yaml", "methods: [gradcam@b5, gradcan]\nmetrics: [pointing-game]\nsubject: small.yaml\nsed: 3\nlimit: many\n");
        var run = place.RunInto("out");
        ShouldFail(run, 2,
            "spec.yaml:1:23: Unknown method 'gradcan'; did you mean 'gradcam'?",
            "spec.yaml:4:1: Unknown key 'sed' in a spec; did you mean 'seed'?",
            "spec.yaml:5:8: 'limit' must be a whole number, 1 or more");
        run.Error.Trim().Split('\n').Length.ShouldBe(3);
        Directory.Exists(place["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Unknown_layers_of_all_methods_come_before_the_first_pass()
    {
        using var place = new Workplace(subject, "[gradcam@b6, gradcam-pos@b7, fullgrad]");
        ShouldFail(
            place.RunInto("out"), 2, "gradcam@b6: The model has no layer 'b6'; its blocks are b1, b2, b3, b4, b5.",
            "gradcam-pos@b7: The model has no layer 'b7'");
        Directory.Exists(place["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0 bytes", "it ends before its header")]
    [InlineData("1000 bytes", "its header claims")]
    [InlineData("half", "it is truncated")]
    [InlineData("text", "not a usable safetensors file")]
    public void Corrupt_weights_are_named(string damage, string message)
    {
        using var place = new Workplace(subject);
        var good = File.ReadAllBytes(place["small.safetensors"]);
        File.WriteAllBytes(place["small.safetensors"], damage switch
        {
            "0 bytes" => [],
            "1000 bytes" => good[..1000],
            "half" => good[..(good.Length / 2)],
            _ => "these are not the weights you look for, however long you look at them"u8.ToArray(),
        });
        ShouldFail(place.RunInto("out"), 4, "small.safetensors", message);
    }

    [Fact]
    public void Weights_that_are_missing_or_have_a_wrong_number_of_classes_are_named()
    {
        using var place = new Workplace(subject);
        ShouldFail(place.RunInto("out", "--set", "subject.model.weights=four.safetensors"), 4, "the model has 4 classes, the data 3");
        File.Delete(place["small.safetensors"]);
        ShouldFail(place.RunInto("out"), 2, "small.yaml:1:18: The file '", "small.safetensors' does not exist");
    }

    [Fact]
    public void Unreadable_images_and_annotations_are_counted_and_left_out()
    {
        using var place = new Workplace(subject);
        var jpeg = File.ReadAllBytes(place["voc", "JPEGImages", "a2.jpg"]);
        File.WriteAllBytes(place["voc", "JPEGImages", "a2.jpg"], jpeg[..(jpeg.Length / 2)]);
        File.Delete(place["voc", "JPEGImages", "a6.jpg"]);
        File.Delete(place["voc", "Annotations", "a4.xml"]);
        var run = place.RunInto("out", "--batch", "4");
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldContain("3 images of small");
        run.Output.ShouldContain("Skipped 3 images that could not be read (skipped.csv).");
        var skipped = place.Rows("out", "skipped.csv").Where(row => row.StartsWith(",,", StringComparison.Ordinal)).ToList();
        skipped.Select(row => row.Split(',')[2]).ShouldBe(["a2", "a4", "a6"]);
        skipped[0].ShouldContain("a2.jpg");
        skipped[1].ShouldContain("a4.xml' does not exist");
        place.Rows("out", "samples.csv").Select(row => row.Split(',')[2]).Distinct().ShouldBe(["a1", "a3"]);
        place.RunInto("out").Error.ShouldContain("nothing left to compute");
        place.Run("plan", "spec.yaml").Code.ShouldBe(0);
    }

    [Fact]
    public void An_empty_or_missing_split_is_reported()
    {
        using var place = new Workplace(subject);
        ShouldFail(place.RunInto("out", "--set", "subject.data.split=test"), 4, "Unknown split 'test.txt'", "splits there: none, val");
        ShouldFail(place.RunInto("out", "--set", "subject.data.split=none"), 4, "lists no image");
        ShouldFail(place.Run("plan", "spec.yaml", "--set", "subject.data.split=none"), 4, "lists no image");
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_named()
    {
        using var place = new Workplace(subject);
        place.Write("file", "");
        ShouldFail(place.RunInto("file/out"), 4, "The output folder 'file/out' cannot be written", "--out");
        ShouldFail(place.RunInto("file"), 4, "The output folder 'file' cannot be written");
    }

    [Fact]
    public void A_full_disk_ends_the_run_and_keeps_its_rows()
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && OperatingSystem.IsLinux(), "a limit on file sizes is set by a POSIX shell");
        using var place = new Workplace(subject, "[gradcam@b1, gradcam@b2, gradcam@b3, gradcam@b4, gradcam@b5]");
        // A file size limit in place of a full disk. W^X is off, as the runtime's mapping of code would hit the limit.
        var run = place.Shell(
            "trap '' XFSZ; ulimit -f 200; DOTNET_EnableWriteXorExecute=0 exec $WORKBENCH run spec.yaml --out out --batch 1 --device cpu");
        ShouldFail(run, 4, "The output folder", "cannot be written", "Free the space");
        place.RunInto("out").Code.ShouldBe(0);
        place.CopyReferenceRun();
        place.Read("out", "samples.csv").ShouldBe(place.Read("whole", "samples.csv"));
    }

    [Fact]
    public void Without_a_plugin_folder_the_message_says_how_to_get_one()
    {
        using var place = new Workplace(subject);
        ShouldFail(place.Run(["run", "spec.yaml", "--out", "out"], place["nowhere"]), 2,
            $"warning: The plugin folder '{place["nowhere"]}' does not exist. Build the plugins",
            "WORKBENCH_PLUGINS",
            "Unknown method 'gradcam'");
    }

    [Fact]
    public void An_unavailable_device_is_reported()
    {
        using var place = new Workplace(subject);
        ShouldFail(place.Run("run", "spec.yaml", "--out", "out", "--device", "gpu"), 4, "Unknown device 'gpu'");
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "there is a GPU");
        ShouldFail(place.Run("run", "spec.yaml", "--out", "out", "--device", "cuda"), 4, "No CUDA device is available");
    }
}

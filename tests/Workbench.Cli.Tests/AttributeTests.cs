using System.Diagnostics;
using System.Text.Json;
using Workbench.Data;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench attribute</c>: its maps and files, odd and wrong inputs, failures and interruptions.</summary>
public sealed partial class AttributeTests(SmallSubject subject)
{
    private const string Model = "small.safetensors";

    private static JsonElement Manifest(Workplace place, string output = "out") =>
        JsonDocument.Parse(place.Read(output, "manifest.json")).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static Outcome Attribute(Workplace place, params string[] arguments) =>
        place.Run(["attribute", .. arguments, "--out", "out", "--device", "cpu"]);

    private static string[] Files(Workplace place) =>
        [
            .. Directory
                .EnumerateFiles(place["out"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(place["out"], file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void Inputs_that_do_not_fit_into_memory_together_run_one_by_one_and_a_method_that_never_fits_fails_alone()
    {
        using var place = new Workplace(subject, plugins: "RunsOutOfMemory");
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "voc/JPEGImages/a2.jpg", "voc/JPEGImages/a4.jpg", "--model", Model, "--input", "scenes",
            "--method", "runs-out-of-memory{above=1}", "--method", "gradcam@b5", "--raw");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain("Memory ran out once: batches of 3 images of 128×96 were halved to 1");
        var manifest = Manifest(place);
        manifest.GetProperty("complete").GetBoolean().ShouldBeTrue();
        manifest.GetProperty("maps").GetArrayLength().ShouldBe(6);
        manifest.GetProperty("halvings").GetArrayLength().ShouldBe(1);
        var none = Attribute(
            place, "voc/JPEGImages/a1.jpg", "voc/JPEGImages/a2.jpg", "--model", Model, "--input", "scenes", "--method",
            "runs-out-of-memory{above=0}", "--method", "gradcam@b5", "--raw");
        none.Code.ShouldBe(3, none.Error);
        Manifest(place)
            .GetProperty("failures")
            .EnumerateArray()
            .Select(failure => Text(failure, "reason"))
            .ShouldAllBe(reason => reason.Contains("out of memory with this image alone. CUDA out of memory."));
        Manifest(place).GetProperty("maps").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void The_embedded_model_is_the_default_and_has_class_names()
    {
        using var place = new Workplace(subject);
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "--method", "gradcam@b5", "--target", "red umbrella", "--target", "top1", "--raw");
        run.Code.ShouldBe(0, run.Error);
        // It gives maps of any image, but is trained on drawings only.
        run.Error.ShouldContain("The embedded network is trained on drawings of 80 classes (");
        run.Error.ShouldContain("'workbench pull vgg16-imagenet' fetches one");
        Files(place).ShouldContain("a1_c59/gradcam@b5.npy");
        var manifest = Manifest(place);
        Text(manifest, "convention").ShouldBe("scenes");
        manifest.GetProperty("maps").EnumerateArray().ShouldContain(map => Text(map, "label") == "red umbrella");
        run.Output.ShouldStartWith("a1: top1 is ");
    }

    [Fact]
    public void Odd_images_are_read_and_broken_ones_are_reported_while_the_others_go_on()
    {
        using var place = new Workplace(subject);
        Directory.CreateDirectory(place["odd"]);
        var jpeg = OddPictures.Jpeg(300, 200);
        var odd = new Dictionary<string, byte[]>
        {
            ["grey.jpg"] = OddPictures.Jpeg(300, 200, grey: true),
            ["turned.JPG"] = OddPictures.Jpeg(300, 200, turned: true),
            ["cmyk.jpeg"] = OddPictures.CmykJpeg(64),
            ["deep.png"] = OddPictures.Png(300, 200, 16, colour: true),
            ["deep-grey.png"] = OddPictures.Png(300, 200, 16),
            ["bits.PNG"] = OddPictures.Png(300, 200, 1),
            ["dot.png"] = OddPictures.Png(1, 1, 8), ["huge.png"] = OddPictures.Png(5000, 4000, 8), ["plain.jpg"] = jpeg,
            ["cut.jpg"] = jpeg[..(jpeg.Length / 2)], ["empty.png"] = [], ["page.jpg"] = [.. "<html>404</html>"u8],
        };
        foreach (var (name, bytes) in odd) File.WriteAllBytes(place["odd", name], bytes);
        // Inks as Adobe stores them: red is the value of cyan times the value of black.
        var pixel = Image.Load(place["odd", "cmyk.jpeg"]).Rgb[..3];
        pixel.Zip([111, 58, 111], (ours, expected) => Math.Abs(ours - expected)).Max().ShouldBeLessThan(4, string.Join(',', pixel));
        var run = Attribute(place, [.. odd.Keys.Select(name => $"odd/{name}"), "--model", Model, "--method", "gradcam@b5"]);
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldContain("odd/cut.jpg' is truncated");
        run.Error.ShouldContain("odd/empty.png' is empty");
        run.Error.ShouldContain("odd/page.jpg' is not in a supported format");
        run.Error.ShouldContain("9 maps of 9 of 12 inputs");
        run.Error.ShouldContain("3 not readable");
        run.Error.ShouldContain(
            "'odd/turned.JPG' has an EXIF orientation. It was ignored; --orientation upright applies it.");
        var manifest = Manifest(place);
        manifest
            .GetProperty("failures")
            .EnumerateArray()
            .Select(failure => Text(failure, "input"))
            .ShouldBe(["odd/cut.jpg", "odd/empty.png", "odd/page.jpg"]);
        foreach (var input in manifest.GetProperty("inputs").EnumerateArray())
            File.Exists(place["out", Text(input, "sheet")]).ShouldBeTrue();
    }

    [Fact]
    public void An_input_that_is_too_small_for_the_pools_or_has_a_wrong_shape_is_reported()
    {
        using var place = new Workplace(subject);
        File.WriteAllBytes(place["dot.png"], OddPictures.Png(1, 1, 8));
        File.WriteAllBytes(place["tiny.npy"], Array([1, 3, 31, 64]));
        File.WriteAllBytes(place["four.npy"], Array([4, 64, 64]));
        File.WriteAllBytes(place["nan.npy"], Array([1, 3, 64, 64], float.NaN));
        File.WriteAllBytes(place["small.npy"], Array([1, 3, 32, 40]));
        File.WriteAllBytes(place["three.npy"], Array([3, 64, 64]));
        var run = Attribute(
            place, "dot.png", "tiny.npy", "four.npy", "nan.npy", "small.npy", "three.npy", "--model", Model, "--input", "scenes",
            "--method", "gradcam@b5", "--raw");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain(
            "'dot.png' is 1×1 as the model's input, but the model needs 32×32 or more "
            + "(features.4 has windows of 2×2, larger than its input of 1×1). "
            + "Enlarge it, or choose a convention that resizes (--input imagenet).");
        run.Error.ShouldContain("'tiny.npy' is 64×31 as the model's input");
        run.Error.ShouldContain(
            "The array 'four.npy' has shape [4,64,64] instead of [1,3,H,W]. An input has three channels, before height and width.");
        run.Error.ShouldContain("The array 'three.npy' has shape [3,64,64] instead of [1,3,H,W]. Save array[None].");
        run.Error.ShouldContain("The array 'nan.npy' holds NaN or infinity.");
        Manifest(place)
            .GetProperty("maps")
            .EnumerateArray()
            .Single()
            .GetProperty("shape")
            .EnumerateArray()
            .Select(size => size.GetInt32())
            .ShouldBe([1, 1, 2, 2]);
    }

    [Fact]
    public void Orientation_and_transparency_are_reported_and_a_thin_image_is_named()
    {
        using var place = new Workplace(subject);
        File.WriteAllBytes(place["turned.jpg"], OddPictures.Jpeg(64, 40, turned: true));
        // Written by PIL, with one transparent pixel.
        File.WriteAllBytes(
            place["clear.png"],
            Convert.FromBase64String(
                "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGPkEpFj2Bcg0gAABjIB4LtmnykAAAAASUVORK5CYII="));
        File.WriteAllBytes(place["thin.png"], OddPictures.Png(1, 2000, 8));
        var run = Attribute(
            place, "turned.jpg", "clear.png", "thin.png", "--model", Model, "--input", "voc-caffe", "--method", "gradcam@b5", "--raw",
            "--orientation", "upright", "--alpha", "white");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain(
            "'turned.jpg' has an EXIF orientation. It was applied; --orientation stored ignores it.");
        run.Error.ShouldContain(
            "'clear.png' has transparent pixels. They were composited on white; --alpha dropped ignores transparency.");
        run.Error.ShouldContain("The image 'thin.png' cannot be prepared: 1×2000 pixels would become an input of 224×448000");
        var manifest = Manifest(place);
        (Text(manifest, "orientation"), Text(manifest, "alpha")).ShouldBe(("upright", "white"));
        var size = manifest
            .GetProperty("inputs")
            .EnumerateArray()
            .First(input => Text(input, "name") == "turned")
            .GetProperty("size")
            .EnumerateArray()
            .Select(side => side.GetInt32())
            .ToList();
        size[1].ShouldBeGreaterThan(size[0]);
    }

    [Fact]
    public void All_mistakes_of_the_command_line_come_before_the_first_pass()
    {
        using var place = new Workplace(subject);
        void ShouldFail(int code, string[] messages, params string[] arguments)
        {
            var run = Attribute(place, arguments);
            run.Code.ShouldBe(code, run.Error);
            foreach (var message in messages) run.Error.ShouldContain(message);
            run.Error.ShouldNotContain("   at ");
            Directory.Exists(place["out"]).ShouldBeFalse();
        }
        const string picture = "voc/JPEGImages/a1.jpg";
        ShouldFail(
            2,
            [
                "--method gradcan@b5: Unknown method 'gradcan'; did you mean 'gradcam'?",
                "--method gradcam@b5{relo=true}: 'gradcam' has no option 'relo'; did you mean 'relu'?",
            ],
            picture,
            "--method",
            "gradcan@b5",
            "--method",
            "gradcam@b5{relo=true}");
        ShouldFail(2, ["gradcam@b9: The model has no layer 'b9'"], picture, "--model", Model, "--method", "gradcam@b9");
        ShouldFail(
            2,
            ["--target 3: Unknown class 3: the model has 3 classes, 0 to 2.", "--target top2: Unknown target 'top2'; did you mean 'top1'?"],
            picture,
            "--model",
            Model,
            "--method",
            "gradcam@b5",
            "--target",
            "3",
            "--target",
            "top2");
        ShouldFail(
            2,
            ["--target red umbrela: Unknown target 'red umbrela'; did you mean 'red umbrella'?"],
            picture,
            "--method",
            "gradcam@b5",
            "--target",
            "red umbrela");
        ShouldFail(2, ["'voc' is a folder: name its files", "'gone.jpg' does not exist."], "voc", "gone.jpg", "--method", "gradcam@b5");
        ShouldFail(
            2,
            ["Which method? Name one or more with --method: ", "gradcam, ", $"For example: workbench attribute {picture} --method "],
            picture);
        ShouldFail(2, ["imagenett"], picture, "--method", "gradcam@b5", "--input", "imagenett");
        ShouldFail(4, ["The weights 'gone.safetensors' do not exist."], picture, "--method", "gradcam@b5", "--model", "gone.safetensors");
    }

    [Fact]
    public void A_method_that_throws_loses_only_its_own_maps()
    {
        using var place = new Workplace(subject, plugins: ["ThrowsInAttribute", "ThrowsInPlan"]);
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "voc/JPEGImages/a2.jpg", "--model", Model, "--method", "throws-in-attribute", "--method",
            "gradcam@b5", "--method", "throws-in-plan");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain("throws-in-plan threw while it planned");
        run.Error.ShouldContain("no map today");
        var manifest = Manifest(place);
        manifest.GetProperty("maps").EnumerateArray().Select(map => Text(map, "method")).ShouldBe(["gradcam@b5", "gradcam@b5"]);
        manifest.GetProperty("failures").GetArrayLength().ShouldBe(3);
        File.Exists(place["out", "a1.png"]).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_ends_with_4()
    {
        using var place = new Workplace(subject);
        place.Write("file", "");
        var run = place.Run(
            "attribute", "voc/JPEGImages/a1.jpg", "--model", Model, "--method", "gradcam@b5", "--out", "file/out", "--device", "cpu");
        run.Code.ShouldBe(4, run.Error);
        run.Error.ShouldContain("The output folder 'file/out' cannot be written");
        run.Error.ShouldNotContain("   at ");
    }

    [SlowFact]
    public void A_full_disk_leaves_a_manifest_of_the_written_files()
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && OperatingSystem.IsLinux(), "a limit on file sizes is set by a POSIX shell");
        using var place = new Workplace(subject);
        // A file size limit in place of a full disk: maps at b5 fit, maps of the input's size do not.
        var run = place.Shell(
            "trap '' XFSZ; ulimit -f 64; DOTNET_EnableWriteXorExecute=0 exec $WORKBENCH attribute voc/JPEGImages/a1.jpg "
            + "--model small.safetensors --method gradcam@b5 --method fullgrad --raw --out out --device cpu");
        run.Code.ShouldBe(4, run.Error);
        run.Error.ShouldContain("The output folder 'out' cannot be written");
        Manifest(place).GetProperty("complete").GetBoolean().ShouldBeFalse();
        Manifest(place)
            .GetProperty("maps")
            .EnumerateArray()
            .Select(map => Text(map, "file"))
            .ShouldHaveSingleItem()
            .ShouldEndWith("gradcam@b5.npy");
        Files(place).Length.ShouldBe(2);
    }

    [SlowFact]
    public void Ctrl_C_keeps_the_written_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX");
        using var place = new Workplace(subject, plugins: ["Good"]);
        string[] inputs = [.. SmallSubject.Ids.Select(id => $"voc/JPEGImages/{id}.jpg")];
        using var process = place.Start([
            "attribute", .. inputs, "--model", Model, "--input", "scenes", "--method", "good@b5{pause=700}", "--raw", "--out", "out",
            "--device", "cpu",
        ]);
        for (
            var clock = Stopwatch.StartNew();
            clock.Elapsed < TimeSpan.FromSeconds(30)
                && !(Directory.Exists(place["out"]) && Directory.EnumerateDirectories(place["out"]).Any());
            Thread.Sleep(20)
        ) { }
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) kill.WaitForExit();
        var stopped = Workplace.Finish(process);
        stopped.Code.ShouldBe(130, stopped.Error);
        stopped.Error.ShouldContain("Interrupted: the manifest lists the files written so far.");
        var manifest = Manifest(place);
        manifest.GetProperty("complete").GetBoolean().ShouldBeFalse();
        manifest.GetProperty("maps").GetArrayLength().ShouldBeInRange(1, 5);
        manifest
            .GetProperty("maps")
            .EnumerateArray()
            .Select(map => Text(map, "file"))
            .Append("manifest.json")
            .Order(StringComparer.Ordinal)
            .ShouldBe(Files(place));
    }

    private static byte[] Array(int[] shape, float value = 0.25f)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}".PadRight(117) + "\n";
        return
        [
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)header.Length,
            0,
            .. System.Text.Encoding.ASCII.GetBytes(header),
            .. Enumerable.Repeat(value, shape.Aggregate(1, (a, b) => a * b)).SelectMany(BitConverter.GetBytes),
        ];
    }
}

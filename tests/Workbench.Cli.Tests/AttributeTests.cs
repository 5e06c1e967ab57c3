using System.Diagnostics;
using System.Text.Json;
using SkiaSharp;
using Workbench.Data;

namespace Workbench.CliTests;

/// <summary><c>workbench attribute</c>: the files it writes, what they hold, and what it does with wrong or odd inputs.</summary>
public sealed class AttributeTests(SmallSubject subject)
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

    [Theory]
    [InlineData("float64", "f8", 1e-6)]
    [InlineData("float32", "f4", 1e-4)]
    public void The_fixed_form_writes_the_maps_that_independent_implementations_compute(string dtype, string type, double tolerance)
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("inputs", "astronaut_64.npy"), place["astronaut.npy"]);
        string[] methods = ["gradcam@features.29{relu=false}", "gradcam-pos@features.15", "gradcam@features.29", "gradmid@b3"];
        var run = Attribute(place, [
            "astronaut.npy",
            "--model",
            Repository.Reference("narrow-vgg16.safetensors"),
            .. methods.SelectMany(method => new[] { "--method", method }),
            "--target", "4", "--target", "14", "--target", "top1", "--target", "bottom1", "--dtype", dtype, "--raw"]);
        run.Code.ShouldBe(0, run.Error);

        Files(place)
            .ShouldBe([
                .. new[] { 14, 4 }.SelectMany(c => methods.Select(method => $"astronaut_c{c}/{method}.npy").Order(StringComparer.Ordinal)),
                "manifest.json",
            ]);
        var manifest = Manifest(place);
        Text(manifest, "dtype").ShouldBe(dtype);
        manifest.GetProperty("complete").GetBoolean().ShouldBeTrue();
        manifest.GetProperty("inputs")[0].GetProperty("logits")[4].GetDouble().ShouldBe(6.516024607291831, 10 * tolerance);
        var maps = manifest.GetProperty("maps").EnumerateArray().ToList();
        maps.Count.ShouldBe(8);
        string[] peers =
        [
            "gradcam.captum_at_features.29", "gradcampos.captum_at_features.15", "gradcam.torchray_at_features.29",
            "gradmid.captum_at_features.15",
        ];
        foreach (var target in new[] { 4, 14 })
            foreach (var (method, peer) in methods.Zip(peers))
            {
                var entry = maps.Single(map =>
                    Text(map, "input") == "astronaut.npy" && map.GetProperty("class").GetInt32() == target && Text(map, "method") == method
                );
                Text(entry, "file").ShouldBe($"astronaut_c{target}/{method}.npy");
                entry
                    .GetProperty("targets")
                    .EnumerateArray()
                    .Select(text => text.GetString())
                    .ShouldBe(target == 4 ? ["4", "top1"] : ["14", "bottom1"]);
                var ours = Npy.Read(place["out", Text(entry, "file")]);
                var expected = Npy.Read(Repository.Reference("maps", $"astronaut_64_c{target}", peer + ".npy"));
                ours.Type.ShouldBe(type);
                ours.Shape.ShouldBe([1, 1, expected.Shape[^2], expected.Shape[^1]]);
                entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ShouldBe(ours.Shape);
                var scale = expected.Doubles().Max(Math.Abs);
                ours.Doubles()
                    .Zip(expected.Doubles(), (a, b) => Math.Abs(a - b))
                    .Max()
                    .ShouldBeLessThanOrEqualTo(tolerance * scale, $"{method}, class {target}");
                entry.GetProperty("min").GetDouble().ShouldBe(ours.Doubles().Min());
                entry.GetProperty("max").GetDouble().ShouldBe(ours.Doubles().Max());
            }
    }

    [Fact]
    public void In_bfloat16_maps_are_close_to_those_of_float32_and_stored_as_float32()
    {
        using var place = new Workplace(subject);
        File.Copy(Repository.Reference("inputs", "astronaut_64.npy"), place["astronaut.npy"]);
        var run = Attribute(
            place, "astronaut.npy", "--model", Repository.Reference("narrow-vgg16.safetensors"), "--method", "gradcam++@b3", "--target",
            "4", "--dtype", "bfloat16", "--raw");
        run.Code.ShouldBe(0, run.Error);
        Text(Manifest(place), "dtype").ShouldBe("bfloat16");
        Text(Manifest(place).GetProperty("maps")[0], "dtype").ShouldBe("float32");
        var half = Npy.Read(place["out", "astronaut_c4", "gradcam++@b3.npy"]);
        place
            .Run(
                "attribute", "astronaut.npy", "--model", Repository.Reference("narrow-vgg16.safetensors"), "--method", "gradcam++@b3",
                "--target", "4", "--raw", "--out", "single", "--device", "cpu")
            .Code.ShouldBe(0);
        var single = Npy.Read(place["single", "astronaut_c4", "gradcam++@b3.npy"]).Doubles();
        half.Type.ShouldBe("f4");
        half.Doubles().Zip(single, (a, b) => Math.Abs(a - b)).Max().ShouldBeInRange(1e-9, 0.1 * single.Max(Math.Abs));
    }

    [Fact]
    public void Inputs_that_do_not_fit_together_run_one_by_one_and_a_method_that_never_fits_fails_alone()
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
    public void Maps_do_not_depend_on_what_else_is_asked()
    {
        using var place = new Workplace(subject);
        Attribute(
            place, "voc/JPEGImages/a1.jpg", "voc/JPEGImages/a2.jpg", "voc/JPEGImages/a3.jpg", "--model", Model, "--input", "scenes",
            "--method", "gradcam@b5", "--method", "fullgrad", "--target", "0", "--target", "2", "--dtype", "float64", "--raw")
            .Code.ShouldBe(0);
        place
            .Run(
                "attribute", "voc/JPEGImages/a2.jpg", "--model", Model, "--input", "scenes", "--method", "fullgrad", "--target", "2",
                "--dtype", "float64", "--raw", "--out", "alone", "--device", "cpu")
            .Code.ShouldBe(0);
        var (together, alone) = (
            Npy.Read(place["out", "a2_c2", "fullgrad.npy"]).Doubles(),
            Npy.Read(place["alone", "a2_c2", "fullgrad.npy"]).Doubles());
        together.Zip(alone, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-10 * alone.Max(Math.Abs));
    }

    [Fact]
    public void Pictures_come_with_the_raw_maps_unless_only_those_are_wanted()
    {
        using var place = new Workplace(subject);
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "--model", Model, "--method", "gradcam@b5", "--method", "gradcam@b4{relu=false}", "--target",
            "1");
        run.Code.ShouldBe(0, run.Error);
        Files(place)
            .ShouldBe([
                "a1.png", "a1_c1/gradcam@b4{relu=false}.npy", "a1_c1/gradcam@b4{relu=false}.png", "a1_c1/gradcam@b5.npy",
                "a1_c1/gradcam@b5.png", "manifest.json",
            ]);
        var manifest = Manifest(place);
        Text(manifest.GetProperty("inputs")[0], "sheet").ShouldBe("a1.png");
        foreach (var map in manifest.GetProperty("maps").EnumerateArray())
        {
            using var overlay = SKBitmap.Decode(place["out", Text(map, "overlay")]);
            overlay.Width.ShouldBeGreaterThan(448);
        }
        using var sheet = SKBitmap.Decode(place["out", "a1.png"]);
        sheet.Width.ShouldBeGreaterThan(3 * 208);
    }

    [Fact]
    public void The_embedded_model_is_asked_where_no_other_is_named_and_knows_its_classes()
    {
        using var place = new Workplace(subject);
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "--method", "gradcam@b5", "--target", "red umbrella", "--target", "top1", "--raw");
        run.Code.ShouldBe(0, run.Error);
        // It answers for any picture, and has seen drawings alone.
        run.Error.ShouldContain("The embedded network knows 80 classes of drawn things (");
        run.Error.ShouldContain("'workbench pull vgg16-imagenet' fetches one");
        Files(place).ShouldContain("a1_c59/gradcam@b5.npy");
        var manifest = Manifest(place);
        Text(manifest, "convention").ShouldBe("scenes");
        manifest.GetProperty("maps").EnumerateArray().ShouldContain(map => Text(map, "label") == "red umbrella");
        run.Output.ShouldStartWith("a1: top1 is ");
    }

    [Fact]
    public void Odd_pictures_are_read_and_broken_ones_reported_while_the_others_go_on()
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
        // Ink as Adobe stores it: red is cyan's value times black's.
        var pixel = Image.Load(place["odd", "cmyk.jpeg"]).Rgb[..3];
        pixel.Zip([111, 58, 111], (ours, expected) => Math.Abs(ours - expected)).Max().ShouldBeLessThan(4, string.Join(',', pixel));
        var run = Attribute(place, [.. odd.Keys.Select(name => $"odd/{name}"), "--model", Model, "--method", "gradcam@b5"]);
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldContain("odd/cut.jpg' is truncated");
        run.Error.ShouldContain("odd/empty.png' is empty");
        run.Error.ShouldContain("odd/page.jpg' is in no format that can be read");
        run.Error.ShouldContain("9 maps of 9 of 12 inputs");
        run.Error.ShouldContain("3 not readable");
        run.Error.ShouldContain(
            "'odd/turned.JPG' has an EXIF orientation. It was ignored; --orientation upright applies it."
        );
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
    public void An_input_that_pools_to_nothing_or_has_another_shape_is_said()
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
            "'dot.png' is 1×1 as the model's input, and its pools need 32×32 or more. Enlarge it, or choose a convention that resizes (--input imagenet)."
        );
        run.Error.ShouldContain("'tiny.npy' is 64×31 as the model's input");
        run.Error.ShouldContain("The array 'four.npy' has shape [4,64,64] instead of [1,3,H,W]. Save one input per file.");
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
    public void Choices_about_pixels_are_made_and_said_and_a_thin_picture_is_named()
    {
        using var place = new Workplace(subject);
        File.WriteAllBytes(place["turned.jpg"], OddPictures.Jpeg(64, 40, turned: true));
        // One transparent pixel in PIL's hand.
        File.WriteAllBytes(
            place["clear.png"],
            Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGPkEpFj2Bcg0gAABjIB4LtmnykAAAAASUVORK5CYII=")
        );
        File.WriteAllBytes(place["thin.png"], OddPictures.Png(1, 2000, 8));
        var run = Attribute(
            place, "turned.jpg", "clear.png", "thin.png", "--model", Model, "--input", "voc-caffe", "--method", "gradcam@b5", "--raw",
            "--orientation", "upright", "--alpha", "white");
        run.Code.ShouldBe(3, run.Error);
        run.Error.ShouldContain(
            "'turned.jpg' has an EXIF orientation. It was applied; --orientation stored ignores it."
        );
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
                "--method gradcan@b5: There is no method 'gradcan'; did you mean 'gradcam'?", "--method gradcam@b5{relo=true}: ",
                "did you mean 'relu'?",
            ],
            picture,
            "--method",
            "gradcan@b5",
            "--method",
            "gradcam@b5{relo=true}");
        ShouldFail(2, ["gradcam@b9: The model has no layer 'b9'"], picture, "--model", Model, "--method", "gradcam@b9");
        ShouldFail(
            2,
            ["--target 3: There is no class 3: the model has 3, 0 to 2.", "--target top2: There is no target 'top2'; did you mean 'top1'?"],
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
            ["--target red umbrela: There is no target 'red umbrela'; did you mean 'red umbrella'?"],
            picture,
            "--method",
            "gradcam@b5",
            "--target",
            "red umbrela");
        ShouldFail(2, ["'voc' is a folder: name its files", "There is no file 'gone.jpg'."], "voc", "gone.jpg", "--method", "gradcam@b5");
        ShouldFail(
            2,
            ["Which method? Name one or more with --method: ", "gradcam, ", $"For example: workbench attribute {picture} --method "],
            picture);
        ShouldFail(2, ["imagenett"], picture, "--method", "gradcam@b5", "--input", "imagenett");
        ShouldFail(4, ["The weights 'gone.safetensors' do not exist."], picture, "--method", "gradcam@b5", "--model", "gone.safetensors");
    }

    [Fact]
    public void Names_that_would_collide_get_a_number()
    {
        using var place = new Workplace(subject);
        Directory.CreateDirectory(place["other"]);
        File.Copy(place["voc", "JPEGImages", "a2.jpg"], place["other", "a1.jpg"]);
        var run = Attribute(
            place, "voc/JPEGImages/a1.jpg", "other/a1.jpg", "voc/JPEGImages/a1.jpg", "--model", Model, "--method", "gradcam@b5", "--method",
            "gradcam@b5 ", "--method", "gradcam@b5{relu=true}", "--target", "0", "--raw");
        run.Code.ShouldBe(0, run.Error);
        var maps = Manifest(place).GetProperty("maps").EnumerateArray().ToList();
        maps.Where(map => Text(map, "method") == "gradcam@b5")
            .Select(map => Text(map, "file"))
            .ShouldBe(["a1_c0/gradcam@b5.npy", "a1_2_c0/gradcam@b5.npy"]);
        maps.Select(map => Text(map, "file")).Distinct().Count().ShouldBe(6);
        maps.ShouldAllBe(map => File.Exists(place["out", Text(map, "file")]));
    }

    [Fact]
    public void A_method_that_throws_loses_its_maps_alone()
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
    public void A_full_disk_leaves_a_manifest_of_what_was_written()
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && OperatingSystem.IsLinux(), "a limit on file sizes is set by a POSIX shell");
        using var place = new Workplace(subject);
        // The limit stands for the disk's end: maps at b5 fit, those at the input's size do not.
        var run = place.Shell(
            "trap '' XFSZ; ulimit -f 64; DOTNET_EnableWriteXorExecute=0 exec $WORKBENCH attribute voc/JPEGImages/a1.jpg --model small.safetensors --method gradcam@b5 --method fullgrad --raw --out out --device cpu"
        );
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
    public void Ctrl_C_keeps_what_was_written()
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
        stopped.Error.ShouldContain("Interrupted: what was written is in the manifest.");
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

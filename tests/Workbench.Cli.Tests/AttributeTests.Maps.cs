using SkiaSharp;

namespace Workbench.Cli.Tests;

// The maps, and the files that the command writes.
public sealed partial class AttributeTests
{
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
                    Text(map, "input") == "astronaut.npy"
                    && map.GetProperty("class").GetInt32() == target
                    && Text(map, "method") == method);
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
    public void Maps_do_not_depend_on_the_other_inputs_methods_and_targets()
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
    public void Images_are_written_beside_the_raw_maps_unless_only_raw_maps_are_requested()
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
    public void Colliding_names_get_a_number()
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
}

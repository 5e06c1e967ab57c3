using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary>
/// The program on photographs, with checkpoints as PyTorch writes them. The photographs are not in the repository; without them the tests
/// are skipped.
/// </summary>
public sealed class RealPhotographTests(SmallSubject subject)
{
    private const int Patience = 300_000;
    private static readonly string s_experiments = Path.Combine(Repository.Root, "experiments");

    // A checkpoint like TorchRay's: other layer names, BGR order, 20 classes. Its values are random. It has half precision, so that it is
    // written in seconds.
    [SlowFact]
    public void The_papers_tables_run_on_voc07_with_a_full_width_checkpoint_in_the_legacy_format()
    {
        SkipWithoutPhotographs();
        using var place = new Workplace(subject);
        FullWidth(place["vgg16_voc.pth.tar"]);
        place.Write(
            "voc.yaml",
            $"model: {{extends: {s_experiments}/subjects/voc07/vgg16.yaml, weights: vgg16_voc.pth.tar}}\n"
            + $"data: {{format: voc, root: {Shared("data", "voc07-sample")}, split: val}}\n");
        var run = Run(place, "all-tables.yaml", "voc.yaml", "--limit", "2");
        run.Code.ShouldBe(0, run.Error);
        foreach (var (table, methods, metrics) in new[] { ("table1", 19, 2), ("table2", 19, 1), ("table3", 6, 2), ("table4", 6, 1) })
        {
            var rows = place.Rows("out", table, "samples.csv").Select(line => line.Split(',')).ToList();
            // The Grad-CAM of an untrained network may be zero everywhere. Such a map is skipped.
            var skipped = place
                .Rows("out", table, "skipped.csv")
                .Select(line => line.Split(','))
                .Where(row =>
                    row[^2].Contains("constant", StringComparison.Ordinal) || row[^1].Contains("constant", StringComparison.Ordinal));
            rows.Concat(skipped).Select(row => (row[0], row[1], row[2])).Distinct().Count().ShouldBe(methods * metrics * 2, table);
            rows.ShouldAllBe(row => double.IsFinite(double.Parse(row[4])));
        }
        using var provenance = JsonDocument.Parse(place.Read("out", "provenance.json"));
        provenance.RootElement.ToString().ShouldContain("vgg16_voc.pth.tar");
    }

    // JPEG decoders differ by a grey level, so one decision in a hundred may differ.
    [SlowFact]
    public void A_legacy_checkpoint_and_the_voc_reader_make_torchrays_decisions()
    {
        SkipWithoutPhotographs();
        using var place = new Workplace(subject, "[center, gradcam@b5]", "[pointing-game, restricted-pointing-game]");
        place.Write(
            "voc.yaml",
            $"model: {{weights: {Repository.Reference("checkpoints", "narrow-legacy.pth")}}}\ninput: voc-caffe\n"
            + $"data: {{format: voc, root: {Shared("data", "voc07-sample")}, split: val}}\n");
        var run = place.RunInto("out", "--subject", "voc.yaml");
        run.Code.ShouldBe(0, run.Error);
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Shared("reference", "voc07-sample.json")));
        var ours = place
            .Rows("out", "samples.csv")
            .Select(line => line.Split(','))
            .GroupBy(row => (row[0], row[1]))
            .ToDictionary(rows => rows.Key, rows => rows.ToDictionary(row => (row[2], int.Parse(row[3])), row => row[4] == "1"));
        foreach (var (metric, method, name, least) in new[]
        {
            ("pointing-game", "center", "center", 1.0),
            ("pointing-game", "gradcam@b5", "gradcam@b5", 0.99),
            ("restricted-pointing-game", "gradcam@b5", "gradcam@b5 restricted", 0.99),
        })
        {
            var theirs = reference
                .RootElement.GetProperty("rows")
                .EnumerateArray()
                .Where(row => row.GetProperty("method").GetString() == name && row.GetProperty("hit").GetInt32() != 0)
                .ToDictionary(
                    row => (row.GetProperty("image").GetString()!, row.GetProperty("class").GetInt32()),
                    row => row.GetProperty("hit").GetInt32() == 1);
            ours[(metric, method)].Keys.Order().ShouldBe(theirs.Keys.Order());
            (theirs.Count(pair => ours[(metric, method)][pair.Key] == pair.Value) / (double)theirs.Count).ShouldBeGreaterThanOrEqualTo(
                least,
                name);
        }
    }

    [SlowFact]
    public void The_randomisation_test_runs_on_imagenet()
    {
        SkipWithoutPhotographs();
        using var place = new Workplace(subject);
        RandomVgg.Write(place["narrow.safetensors"], [16, 16, 16, 16, 16], fc: 32, classes: 1000, seed: 5);
        place.Write(
            "imagenet.yaml",
            $"model: {{extends: {s_experiments}/subjects/imagenet/vgg16.yaml, weights: narrow.safetensors}}\n"
            + $"data: {{format: imagenet, root: {Shared("data", "imagenet-sample")}, count: 4, seed: 0}}\n");
        var run = Run(place, "figure4.yaml", "imagenet.yaml");
        run.Code.ShouldBe(0, run.Error);
        var points = place.Rows("out", "curves.csv").Select(line => line.Split(',')).ToList();
        points.Count.ShouldBe(16 * 16);   // methods × states; a point has no value if its maps are constant on every image
        var curves = points
            .Where(row => row[5].Length > 0)
            .GroupBy(row => row[1])
            .ToDictionary(rows => rows.Key, rows => rows.Select(row => double.Parse(row[5])).ToList());
        curves.Values.SelectMany(curve => curve).ShouldAllBe(value => value >= -1 && value <= 1);
        foreach (var method in (string[])["gradient", "guided-backprop", "rectgrad", "lrp-0", "gradmid@b5"])
            curves[method].Count.ShouldBe(16, method);
        curves["lrp-gamma{gamma=.inf}"].Average().ShouldBeGreaterThan(curves["lrp-0"].Average());
        place.Rows("out", "samples.csv").Select(row => row.Split(',')[2]).Distinct().Count().ShouldBe(4);
    }

    [SlowTheory]
    [InlineData("squeezenet1.0-deepcompression", "colours: bgr, input: caffe-256-227", "cam@last")]
    [InlineData("mobilenet_v1_0.75_192-u8", "input: half-219-192", "cam@last guided-backprop rectgrad rectgrad-mod")]
    [InlineData("tinydarknet", "input: unit-256-224", "cam@last guided-backprop rectgrad rectgrad-mod")]
    public void Methods_run_on_published_networks_or_say_why_they_do_not_fit(string network, string card, string unfit)
    {
        SkipWithoutPhotographs();
        var weights = Shared("networks", $"{network}.onnx");
        Assert.SkipUnless(File.Exists(weights), $"{network}.onnx is missing.");
        const string Aggregation = "fullgrad, {matrix: {method: [gradcam, gradcam++, gradcam-pos, gradmid], layer: [b4, b3, b2, b1]}}, cam";
        const string Propagation = "guided-backprop, gradient, rectgrad, rectgrad-mod, 'lrp-gamma{gamma=.inf}', lrp-0";
        using var place = new Workplace(subject, $"[{Aggregation}, {Propagation}]", "[class-sensitivity]");
        place.Write(
            "photographs.yaml",
            $"model: {{weights: {weights}, {card}}}\ndata: {{format: imagenet, root: {Shared("data", "imagenet-sample")}, count: 2}}\n");
        var run = place.RunInto("out", "--subject", "photographs.yaml");
        foreach (var method in unfit.Split(' ')) run.Error.ShouldContain($"{method} does not fit the model: ");
        var rows = place.Rows("out", "samples.csv").Select(line => line.Split(',')).ToList();
        rows.ShouldAllBe(row => double.IsFinite(double.Parse(row[4])));
        var seen = rows.Select(row => row[1]).ToHashSet();
        foreach (var method in (string[])["fullgrad", "gradcam@b4", "gradmid@b1", "gradient", "lrp-gamma{gamma=.inf}", "lrp-0"])
            seen.ShouldContain(method);
        foreach (var method in unfit.Split(' ')) seen.ShouldNotContain(method);
    }

    [SlowFact]
    public void The_papers_tables_run_on_a_published_detector()
    {
        SkipWithoutPhotographs();
        var weights = Shared("networks", "mobilenetv2-yolov3-nano-voc.onnx");
        Assert.SkipUnless(File.Exists(weights), "The detector is missing.");
        using var place = new Workplace(subject);
        place.Write(
            "voc.yaml",
            $"model: {{weights: {weights}, input: unit-square-320}}\n"
            + $"data: {{format: voc, root: {Shared("data", "voc07-sample")}, split: val}}\n");
        var run = Run(place, "all-tables.yaml", "voc.yaml", "--limit", "2");
        run.Code.ShouldBe(0, run.Error);
        foreach (var table in (string[])["table1", "table2", "table3", "table4"])
        {
            var rows = place.Rows("out", table, "samples.csv").Select(line => line.Split(',')).ToList();
            rows.Count.ShouldBeGreaterThan(5, table);
            rows.ShouldAllBe(row => double.IsFinite(double.Parse(row[4])));
        }
    }

    private static Outcome Run(Workplace place, string spec, string subject, params string[] more)
    {
        using var process = place.Start([
            "run", Path.Combine(s_experiments, spec), "--subject", subject, "--out", "out", "--device", "cpu", .. more,
        ]);
        return Workplace.Finish(process, Patience);
    }

    private static void FullWidth(string path)
    {
        var (tensors, index, channels, random) = (new List<CheckpointTensor>(), 0, 3L, new Random(7));
        void Add(string name, params long[] shape)
        {
            var features = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            tensors.Add(new($"{name}.weight", shape, Draw(random, shape[0], features, Math.Sqrt(2.0 / features))));
            tensors.Add(new($"{name}.bias", [shape[0]], Draw(random, 1, shape[0], 0.1)));
        }
        foreach (var (width, count) in new[] { (64L, 2), (128L, 2), (256L, 3), (512L, 3), (512L, 3) })
        {
            for (var i = 0; i < count; i++, index += 2, channels = width) Add($"features.{index}", width, channels, 3, 3);
            index++;
        }
        Add("classifier.0", 4096, 512, 7, 7);
        Add("classifier.2", 4096, 4096, 1, 1);
        Add("classifier.4", 20, 4096, 1, 1);
        LegacyCheckpoint.Write(path, tensors, CheckpointType.Float16);
    }

    // Uniform values of that deviation, as they are quickly drawn at full width.
    private static IEnumerable<float[]> Draw(Random random, long rows, long features, double deviation)
    {
        var row = new float[features];
        for (var i = 0; i < rows; i++)
        {
            foreach (ref var value in row.AsSpan()) value = (float)((2 * random.NextDouble() - 1) * Math.Sqrt(3) * deviation);
            yield return row;
        }
    }

    private static string Shared(params string[] path) => Path.Combine([Path.GetFullPath(Repository.Shared!), .. path]);

    private static void SkipWithoutPhotographs() =>
        Assert.SkipWhen(
            Repository.Shared is null,
            "The photographs are missing: set WORKBENCH_SHARED to the folder that has data/ and reference/.");
}

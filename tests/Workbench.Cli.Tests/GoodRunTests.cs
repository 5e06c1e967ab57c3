using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary>A successful run: its files and its output, and their independence of batches, threads and order.</summary>
public sealed class GoodRunTests(SmallSubject subject)
{
    private const string Samples = "samples.csv";

    [Fact]
    public void A_run_leaves_table_rows_skips_and_provenance()
    {
        using var place = new Workplace(subject);
        var run = place.RunInto("out");
        run.Code.ShouldBe(0, run.Error);

        Directory.EnumerateFiles(place["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe([
                "pairs.csv", "provenance.json", "report.html", "samples.csv", "skipped.csv", "store.db", "table.csv", "table.json",
                "table.md", "table.tex",
            ]);
        File.ReadLines(place["out", Samples]).First().ShouldBe("metric,method,sample,class,value");
        var rows = place.Rows("out", Samples).Select(line => line.Split(',')).ToList();
        // Five images have a disc that is not difficult; two of them also have a box.
        rows.Count.ShouldBe(2 * 2 * 7);
        rows.ShouldAllBe(row => row.Length == 5 && (row[3] == "0" || row[3] == "1") && (row[4] == "0" || row[4] == "1"));
        rows.Where(row => row[0] == "pointing-game" && row[1] == "gradcam@b5").Select(row => $"{row[2]}:{row[3]}")
            .ShouldBe(["a1:0", "a1:1", "a2:0", "a3:0", "a3:1", "a4:0", "a6:0"]);
        place.Rows("out", "skipped.csv").ShouldContain("pointing-game,gradcam@b5,a5,0,all objects of the class are marked difficult");
        place.Rows("out", "skipped.csv").Length.ShouldBe(2 * 2 * 2);

        var table = place.Rows("out", "table.csv").Select(line => line.Split(',')).ToList();
        table
            .Select(row => $"{row[0]} {row[2]}")
            .ShouldBe([
                "gradcam@b5 pointing-game", "gradcam@b5 restricted-pointing-game", "gradcam-pos@b4 pointing-game",
                "gradcam-pos@b4 restricted-pointing-game",
            ]);
        foreach (var row in table)
        {
            var hits = rows.Where(sample => sample[0] == row[2] && sample[1] == row[0]).Average(sample => double.Parse(sample[4]));
            double.Parse(row[3]).ShouldBe(100 * hits, 1e-5);
            double.Parse(row[4]).ShouldBeLessThanOrEqualTo(double.Parse(row[3]));
            double.Parse(row[5]).ShouldBeGreaterThanOrEqualTo(double.Parse(row[3]));
        }
        place.Read("out", "table.md").ShouldContain("| gradcam-pos@b4 |");
    }

    [Fact]
    public void Provenance_suffices_to_repeat_a_run()
    {
        using var place = new Workplace(subject);
        place.RunInto("out", "--set", "seed=3").Code.ShouldBe(0);
        using var json = JsonDocument.Parse(place.Read("out", "provenance.json"));
        var root = json.RootElement;
        var spec = root.GetProperty("spec").GetString()!;
        spec.ShouldContain("# --set seed=3");
        spec.ShouldContain("small.safetensors");
        root.GetProperty("seed").GetString().ShouldBe("3");
        root.GetProperty("device").GetString().ShouldBe("cpu");
        root.GetProperty("wallSeconds").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("weights").GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        root.GetProperty("data").GetProperty("images").GetInt32().ShouldBe(6);
        root.GetProperty("plugins")
            .EnumerateArray()
            .Select(plugin => plugin.GetProperty("file").GetString())
            .ShouldBe(["Aggregation.dll", "Localisation.dll"]);
        root.GetProperty("versions")
            .EnumerateObject()
            .Select(version => version.Name)
            .ShouldBe([".NET", "TorchSharp", "image decoder", "libtorch"], ignoreOrder: true);

        // The resolved spec runs from anywhere and gives the same rows.
        Directory.CreateDirectory(place["elsewhere"]);
        place.Write("elsewhere/again.yaml", spec);
        place.Run("run", "elsewhere/again.yaml", "--out", "again", "--device", "cpu").Code.ShouldBe(0);
        place.Read("again", Samples).ShouldBe(place.Read("out", Samples));
    }

    [Fact]
    public void Piped_output_is_only_the_table_in_plain_text()
    {
        using var place = new Workplace(subject);
        var run = place.RunInto("out");
        (run.Output + run.Error).ShouldNotContain('\u001b');
        var lines = run.Output.Split('\n');
        lines.ShouldContain(line => line.Contains("pointing-game %") && line.Contains("restricted-", StringComparison.Ordinal));
        lines.Count(line => line.TrimStart().StartsWith("gradcam", StringComparison.Ordinal)).ShouldBe(2);
        lines.ShouldContain(line => line.StartsWith("6 images of small", StringComparison.Ordinal));
        run.Error.Split('\n')
            .ShouldContain(line => line.StartsWith("6 images in", StringComparison.Ordinal) && line.Contains("out/report.html"));
    }

    [Fact]
    public void Rows_do_not_depend_on_batch_threads_or_the_order_of_methods()
    {
        using var place = new Workplace(
            subject, "[gradcam@b5, gradcam++@b2, fullgrad, cumulative-gradmid]", "[pointing-game, class-sensitivity]");
        place.RunInto("one", "--batch", "1", "--threads", "1").Code.ShouldBe(0);
        place.RunInto("four", "--batch", "4", "--threads", "2").Code.ShouldBe(0);
        place.RunInto("turned", "--set", "methods=[cumulative-gradmid, fullgrad, gradcam@b5, gradcam++@b2]").Code.ShouldBe(0);
        place.Read("four", Samples).ShouldBe(place.Read("one", Samples));
        place.Rows("turned", Samples).Order(StringComparer.Ordinal).ShouldBe(place.Rows("one", Samples).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Overrides_of_the_command_line_reach_the_run()
    {
        using var place = new Workplace(subject);
        place.RunInto("out", "--dtype", "float64", "--set", "methods=[gradcam@b5]", "--set", "title=Mine", "--limit", "2").Code.ShouldBe(0);
        place.Rows("out", "table.csv").Length.ShouldBe(2);
        place.Read("out", "table.md").ShouldStartWith("# Mine\n");
        using var json = JsonDocument.Parse(place.Read("out", "provenance.json"));
        json.RootElement.GetProperty("dtype").GetString().ShouldBe("float64");
        json.RootElement.GetProperty("images").GetProperty("wanted").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Without_out_the_folder_is_named_after_spec_and_subject()
    {
        using var place = new Workplace(subject);
        place.Run("run", "spec.yaml", "--limit", "1", "--device", "cpu").Code.ShouldBe(0);
        var folder = Directory.EnumerateDirectories(place["runs"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldBe("spec-small");
        File.Exists(place["runs", "store.db"]).ShouldBeTrue();   // shared by all runs without --out
    }

    [SlowFact]
    public void One_store_holds_rows_of_bfloat16_and_of_float32()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradient]", "[class-sensitivity]");
        foreach (
            var (dtype, computed) in new[]
            {
                ("float32", "6 images in"),
                ("bfloat16", "6 images in"),
                ("float32", "nothing left to compute"),
                ("bfloat16", "nothing left to compute"),
            })
        {
            var run = place.RunInto($"out-{dtype}", "--store", "store", "--dtype", dtype);
            run.Code.ShouldBe(0, run.Error);
            run.Error.ShouldContain(computed);
            using var json = JsonDocument.Parse(place.Read($"out-{dtype}", "provenance.json"));
            json.RootElement.GetProperty("dtype").GetString().ShouldBe(dtype);
        }
        double[] Values(string dtype) =>
            [
                .. place
                    .Rows($"out-{dtype}", "samples.csv")
                    .Select(row => double.Parse(row.Split(',')[4], System.Globalization.CultureInfo.InvariantCulture)),
            ];
        var (single, half) = (Values("float32"), Values("bfloat16"));
        half.Length.ShouldBe(single.Length);
        half.ShouldNotBe(single);
        single.Zip(half, (a, b) => Math.Abs(a - b)).Average().ShouldBeLessThan(0.2);
        place.Write("spec2.yaml", place.Read("spec.yaml") + "dtype: bfloat16\n");
        var spec = place.Run("run", "spec2.yaml", "--out", "spec", "--store", "store", "--device", "cpu");
        spec.Error.ShouldContain("nothing left to compute");
    }
}

using System.IO.Compression;
using System.Text.Json;
using Parquet;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench runs</c>: the runs and rows of the store.</summary>
public sealed class RunsTests(SmallSubject subject)
{
    [Fact]
    public void Runs_are_listed_shown_compared_and_removed()
    {
        using var place = new Workplace(subject);
        place
            .Run("runs", "list")
            .ShouldSatisfyAllConditions(
                none => none.Code.ShouldBe(2),
                none => none.Error.ShouldContain("No store in 'runs'. Run a spec first"));
        place.Run("run", "spec.yaml", "--device", "cpu").Code.ShouldBe(0);
        place.Run("run", "spec.yaml", "--device", "cpu").Code.ShouldBe(0);   // the same run again
        place
            .Run("run", "spec.yaml", "--device", "cpu", "--set", "methods=[gradcam@b5, gradcam@b3]", "--set", "title=Other")
            .Code.ShouldBe(0);
        var ids = place.Query("runs", "SELECT id FROM run ORDER BY started").Split(' ');
        ids.Length.ShouldBe(2);

        var list = place.Run("runs", "list");
        list.Code.ShouldBe(0, list.Error);
        list.Output.Split('\n')
            .Where(line => line.Contains("runs/spec-small"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            .ShouldBe([ids[1], ids[0]]); // the latest first
        var show = place.Run("runs", "show", ids[0][..5]);
        show.Output.ShouldContain("6 of 6 images of small");
        var value = place
            .Run("runs", "show", "last")
            .Output.Split('\n')
            .First(line => line.TrimStart().StartsWith("gradcam@b5", StringComparison.Ordinal));
        place
            .Read("runs", "spec-small", "table.md")
            .ShouldContain(value.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[2].Replace(" %", ""));
        JsonDocument
            .Parse(place.Run("runs", "show", "last", "--provenance").Output)
            .RootElement.GetProperty("subject")
            .GetString()
            .ShouldBe("small");

        var diff = place.Run("runs", "diff", ids[0], ids[1]);
        diff.Output.ShouldContain("4 cells differ, 2 the same.");
        diff.Output.Split('\n').ShouldContain(line => line.Contains("gradcam@b3") && line.Contains("absent"));

        place
            .Run("runs", "show", "zzz")
            .ShouldSatisfyAllConditions(none => none.Code.ShouldBe(2), none => none.Error.ShouldContain("Unknown run 'zzz'"));
        var removed = place.Run("runs", "rm", ids[0]);
        removed.Code.ShouldBe(0, removed.Error);
        removed.Output.ShouldContain("12 cells of images that no other run uses");   // gradcam-pos under two metrics, six images
        place.Query("runs", "SELECT DISTINCT method FROM scores ORDER BY method").ShouldBe("gradcam@b3 gradcam@b5");
        place.Query("runs", "SELECT count(DISTINCT source) FROM map").ShouldBe("2");
        File.Exists(place["runs", "spec-small", "table.md"]).ShouldBeTrue();
        place.Run("run", "spec.yaml", "--device", "cpu").Error.ShouldContain("6 images in");
    }

    // For example the store of a colleague.
    [Fact]
    public void A_read_only_store_is_read_and_a_change_of_it_explains_the_failure()
    {
        var root = Environment.UserName == "root";
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && (!root || File.Exists("/usr/bin/setpriv")),
            "needs POSIX permissions, and as root setpriv to become another user");
        using var place = new Workplace(subject);
        place.RunInto("out", "--limit", "2").Code.ShouldBe(0);
        var other = root ? "setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent " : "";
        place.Shell("chmod a+rx . out; chmod a-w out out/store.db").Code.ShouldBe(0);
        try
        {
            place
                .Shell($"{other}$WORKBENCH runs query 'SELECT count(*) FROM entry' --store out --csv")
                .ShouldSatisfyAllConditions(query => query.Code.ShouldBe(0, query.Error), query => query.Output.ShouldEndWith("8\n"));
            // An empty WAL file stays beside a store that was read while another process had it open.
            place.Shell("chmod u+w out; : > out/store.db-wal; chmod a-w out").Code.ShouldBe(0);
            place
                .Shell($"{other}$WORKBENCH runs export out")
                .ShouldSatisfyAllConditions(
                    export => export.Code.ShouldBe(0, export.Error),
                    export => export.Output.ShouldContain("gradcam@b5,a1,"));
            var refused = place.Shell($"{other}$WORKBENCH runs rm last --store out");
            refused.Code.ShouldBe(4, refused.Error);
            refused.Error.ShouldSatisfyAllConditions(
                error => error.ShouldContain("The output folder 'out' cannot be written: you have no permission"),
                error => error.ShouldNotContain("Free the space"));
        }
        finally
        {
            place.Shell("chmod u+w out out/store.db");
        }
    }

    [Fact]
    public void A_run_with_its_own_store_is_listed_until_the_store_no_longer_exists()
    {
        using var place = new Workplace(subject);
        var run = place.RunInto("quick");
        run.Code.ShouldBe(0, run.Error);
        // The header comes before the result.
        run.Error.ShouldContain("4 cells: 2 methods × 2 metrics, from 1 forward pass and 1 sweep");
        run.Error.IndexOf("6 images to compute", StringComparison.Ordinal)
            .ShouldBeLessThan(run.Error.LastIndexOf("6 images in ", StringComparison.Ordinal));
        place.Run("runs", "list").Output.ShouldContain("quick");
        var show = place.Run("runs", "show", "last");
        show.Output.ShouldContain("2 methods × 2 metrics");
        show.Output.Split('\n')
            .ShouldContain(line => line.Contains("gradcam-pos@b4") && line.TrimEnd().EndsWith(" 7", StringComparison.Ordinal)); // rows
        Directory.Move(place["quick"], place["moved"]);
        var gone = place.Run("runs", "list");
        gone.Error.ShouldContain($"The store in '{place["quick"]}' no longer exists and was removed from the list.");
        var moved = place.Run("runs", "show", "moved");
        moved.Code.ShouldBe(0, moved.Error);
    }

    [Fact]
    public async Task Rows_are_exported_alike_as_csv_json_and_parquet()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var csv = place.Run("runs", "export", "out");
        csv.Code.ShouldBe(0, csv.Error);
        var lines = csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("table,metric,method,sample,class,state,value");
        lines[1..]
            .Select(line => line.Split(','))
            .Select(row => string.Join(',', row[1..5].Append(row[6])))
            .Order(StringComparer.Ordinal)
            .ShouldBe(place.Rows("out", "samples.csv").Order(StringComparer.Ordinal));

        var json = JsonDocument
            .Parse(place.Run("runs", "export", "last", "--store", "out", "--format", "json").Output)
            .RootElement.EnumerateArray()
            .ToList();
        json.Select(row =>
                $",{row.GetProperty("metric")},{row.GetProperty("method")},{row.GetProperty("sample")},{row.GetProperty("class")},,"
                + $"{row.GetProperty("value")}")
            .ShouldBe(lines[1..]);

        place.Run("runs", "export", "out", "--format", "parquet", "--out", "rows.parquet").Code.ShouldBe(0);
        await using var file = File.OpenRead(place["rows.parquet"]);
        await using var parquet = await ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        parquet.Schema.Fields.Select(field => field.Name).ShouldBe(["table", "metric", "method", "sample", "class", "state", "value"]);
        parquet.Schema.FindDataField("value").ClrType.ShouldBe(typeof(double));
        using var group = parquet.OpenRowGroupReader(0);
        group.RowCount.ShouldBe(lines.Length - 1);
    }

    [Fact]
    public void An_sql_query_is_answered_and_cannot_write()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        var answer = place.Run(
            "runs", "query", "SELECT method, count(*) AS n FROM scores WHERE metric = 'pointing-game' GROUP BY method ORDER BY method",
            "--store", "out", "--csv");
        answer.Output.ShouldBe("method,n\ngradcam-pos@b4,7\ngradcam@b5,7\n");
        place
            .Run("runs", "query", "DELETE FROM score", "--store", "out")
            .ShouldSatisfyAllConditions(
                no => no.Code.ShouldBe(4),
                no => no.Error.ShouldContain("a query must only read, and this one has a change of 'score'. Nothing was changed."));
        place.Run("runs", "query", "SELECT colour FROM scores", "--store", "out").Error.ShouldContain("no such column: colour");
        place.Query("out", "SELECT count(*) FROM score").ShouldBe("28");
    }

    [Fact]
    public void All_runs_without_a_folder_share_their_rows()
    {
        using var place = new Workplace(subject);
        place.Run("run", "spec.yaml", "--device", "cpu").Error.ShouldContain("6 images in");
        place.Write("second.yaml", "methods: [gradcam-pos@b4]\nmetrics: [pointing-game]\nsubject: small.yaml\n");
        place.Run("run", "second.yaml", "--device", "cpu").Error.ShouldContain("nothing left to compute");
        place
            .Rows("runs", "second-small", "samples.csv")
            .ShouldBe(
                place
                    .Rows("runs", "spec-small", "samples.csv")
                    .Where(row => row.StartsWith("pointing-game,gradcam-pos@b4", StringComparison.Ordinal)));
    }

    [Fact]
    public void Kept_maps_equal_those_of_attribute_and_missing_ones_are_computed_again()
    {
        using var place = new Workplace(subject);
        place.RunInto("out").Code.ShouldBe(0);
        place.RunInto("out", "--keep-maps").Error.ShouldContain("6 images in");
        place.RunInto("out", "--keep-maps").Error.ShouldContain("nothing left to compute");
        Directory
            .EnumerateFiles(place["out", "maps"])
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(SmallSubject.Ids.Select(id => $"{id}.npz"));
        using (var zip = ZipFile.OpenRead(place["out", "maps", "a1.npz"]))
        {
            zip.Entries.Select(entry => entry.FullName)
                .ShouldBe(
                    ["gradcam-pos@b4/0.npy", "gradcam-pos@b4/1.npy", "gradcam@b5/0.npy", "gradcam@b5/1.npy", "sources.json"],
                    ignoreOrder: true);
            zip.GetEntry("gradcam@b5/1.npy")!.ExtractToFile(place["kept.npy"]);
        }
        place
            .Run(
                "attribute", "voc/JPEGImages/a1.jpg", "--model", "small.safetensors", "--input", "scenes", "--method", "gradcam@b5",
                "--target", "1", "--raw", "--out", "alone", "--device", "cpu")
            .Code.ShouldBe(0);
        var (kept, alone) = (Npy.Read(place["kept.npy"]).Doubles(), Npy.Read(place["alone", "a1_c1", "gradcam@b5.npy"]).Doubles());
        kept.Length.ShouldBe(alone.Length);
        kept.Zip(alone).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * alone.Max());
        File.Delete(place["out", "maps", "a3.npz"]);
        place.RunInto("out", "--keep-maps").Error.ShouldContain("1 image in");
        place.RunInto("out", "--keep-maps", "--set", "methods=[gradcam@b5, gradcam@b3]").Code.ShouldBe(0);
        using var more = ZipFile.OpenRead(place["out", "maps", "a1.npz"]);
        more.Entries.Count.ShouldBe(3 * 2 + 1);   // the old ones stay
    }

    // The added metric needs other classes and states of the same methods.
    [SlowFact]
    public void Kept_maps_of_one_metric_stay_when_another_is_added()
    {
        using var place = new Workplace(subject);
        List<string> Kept()
        {
            using var zip = ZipFile.OpenRead(place["out", "maps", "a1.npz"]);
            return [.. zip.Entries.Select(entry => entry.FullName)];
        }
        place.RunInto("out", "--keep-maps", "--set", "metrics=[parameter-randomization]").Code.ShouldBe(0);
        var first = Kept();
        first.ShouldContain(entry => entry.Count(letter => letter == '/') == 2);   // METHOD/CLASS/STATE
        place.RunInto("out", "--keep-maps", "--set", "metrics=[pointing-game]").Error.ShouldContain("6 images in");
        var second = Kept();
        second.ShouldBe(second.Distinct());
        second.Except(first).ShouldNotBeEmpty();
        first.Except(second).ShouldBeEmpty();
    }
}
